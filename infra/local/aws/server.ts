/** The HTTP server of the simulated AWS. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import type { RawAnswer, RawRequest } from './protocols/protocol.ts';

export type Answer = (request: RawRequest) => Promise<RawAnswer | undefined>;

/** Listens on loopback, on a port of its own. */
export async function listen(answer: Answer): Promise<{ server: Server; url: string }> {
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    void serve(request, response, answer);
  });
  const listening = Promise.withResolvers<undefined>();
  server.once('error', listening.reject);
  server.listen(0, '127.0.0.1', () => {
    listening.resolve(undefined);
  });
  await listening.promise;
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { server, url: `http://127.0.0.1:${port}` };
}

export async function shut(server: Server): Promise<void> {
  const closed = Promise.withResolvers<undefined>();
  server.close(() => {
    closed.resolve(undefined);
  });
  server.closeAllConnections();
  await closed.promise;
}

/** A request that is met with silence keeps its socket until one of the two ends closes it. */
async function serve(request: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
  try {
    const answered = await answer(await rawRequest(request));
    if (answered === undefined) return;
    const body = Buffer.from(answered.body);
    response.writeHead(answered.status, { ...answered.headers, 'content-length': body.length });
    response.end(body);
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
