/** A gate before a service that speaks AWS JSON (DynamoDB, SQS, EventBridge): what comes through meets the watch. */
import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Mishap } from '../../../infra/local/aws/faults.ts';
import { forward, type Answer } from '../../support/wire.ts';
import { emptyPageFor } from './empty-page.ts';
import type { Service } from './fault.ts';
import { callerIn, type Watch } from './watch.ts';

export interface Gate {
  readonly url: string;
  close(): Promise<void>;
}

export async function startGate(to: string, service: Service, watch: Watch): Promise<Gate> {
  const agent = new Agent({ keepAlive: true });
  const carry = async (asked: IncomingMessage, answered: ServerResponse): Promise<void> => {
    const body = await buffer(asked);
    const target = String(asked.headers['x-amz-target']);
    const operation = target.slice(target.lastIndexOf('.') + 1);
    const input: unknown = JSON.parse(body.toString());
    const mishap = await watch.meet({ ...callerIn(asked.headers), service, operation, input });
    if (mishap?.kind === 'empty-page') {
      give(answered, emptyPageFor(input));
      return;
    }
    const done = isDone(mishap) ? await forward(to, asked, body, agent) : undefined;
    finish(mishap, done, asked, answered);
  };
  const server = createServer((asked, answered) => {
    carry(asked, answered).catch(() => asked.socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      agent.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const isDone = (mishap: Mishap | undefined): boolean => {
  if (mishap === undefined || mishap.kind === 'cut') return true;
  return mishap.kind !== 'empty-page' && mishap.done === true;
};

function finish(
  mishap: Mishap | undefined,
  done: Answer | undefined,
  asked: IncomingMessage,
  answered: ServerResponse,
): void {
  switch (mishap?.kind) {
    case 'silence':
      return;
    case 'reset':
      asked.socket.destroy();
      return;
    case 'error':
      answered.writeHead(mishap.status, { 'content-type': 'application/x-amz-json-1.0' });
      answered.end(JSON.stringify({ __type: `aws#${mishap.code}`, message: mishap.message }));
      return;
    default:
      if (done === undefined) throw new Error('nothing was answered');
      if (mishap?.kind === 'cut') cut(done, asked, answered);
      else answered.writeHead(done.status, done.headers).end(done.body);
  }
}

function cut({ status, headers, body }: Answer, asked: IncomingMessage, answered: ServerResponse): void {
  answered.writeHead(status, { ...headers, 'content-length': body.length });
  answered.write(body.subarray(0, body.length / 2), () => asked.socket.destroy());
}

function give(answered: ServerResponse, body: unknown): void {
  answered.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
}
