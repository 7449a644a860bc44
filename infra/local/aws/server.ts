/** The HTTP server of the simulated AWS. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { listenOnLoopback, type Listening } from '../loopback.ts';
import type { RawAnswer, RawRequest } from './protocols/protocol.ts';

/** `silence`: never an answer. `reset`: the connection breaks before one. `cut`: it breaks in the middle of one. */
export type Reply = { readonly answer: RawAnswer; readonly cut?: boolean } | 'silence' | 'reset';

export type Answer = (request: RawRequest) => Promise<Reply>;

export const listen = async (answer: Answer): Promise<Listening> =>
  listenOnLoopback((request, response) => void serve(request, response, answer), {
    keepAliveTimeout: 60_000,
  });

/** A request that is met with silence keeps its socket until one of the two ends closes it. */
async function serve(request: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
  try {
    const reply = await answer(await rawRequest(request));
    if (reply === 'silence') return;
    if (reply === 'reset') return void request.socket.destroy();
    const body = Buffer.from(reply.answer.body);
    response.writeHead(reply.answer.status, { ...reply.answer.headers, 'content-length': body.length });
    if (reply.cut === true) response.write(body.subarray(0, body.length / 2), () => request.socket.destroy());
    else response.end(body);
  } catch (fault) {
    // A mistake of the simulator, or of a test's listener: to be seen by whoever called.
    const message = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
    response.writeHead(400, { 'content-type': 'application/json', 'x-amzn-errortype': 'SimulatorFault' });
    response.end(JSON.stringify({ __type: 'SimulatorFault', message }));
  }
}

async function rawRequest(request: IncomingMessage): Promise<RawRequest> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://simulator');
  const { method = 'GET', headers } = request;
  return { method, path: pathname, query: searchParams, headers, body: await text(request) };
}
