/** A gate before a service that speaks AWS JSON (DynamoDB, SQS, EventBridge): what comes through meets the watch. */
import { Agent, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { listenOnLoopback } from '../../../infra/local/loopback.ts';
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
  const listening = await listenOnLoopback((asked, answered) => {
    carry(asked, answered).catch(() => asked.socket.destroy());
  });
  return {
    url: listening.url,
    close: async () => {
      agent.destroy();
      await listening.close();
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
