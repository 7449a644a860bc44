/** A wire between a client and a service of this machine: it counts what goes through, and it can be cut. */
import { Agent, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { listenOnLoopback } from '../../infra/local/loopback.ts';

export interface Wire {
  readonly url: string;
  /** Operations that went through, in order. */
  readonly operations: readonly string[];
  /** The service has done what it was asked, and its answer is on the way. */
  onAnswer(listener: (operation: string) => void | Promise<void>): void;
  /** From now on nothing goes through in either direction, as if who speaks here had been killed. */
  cut(): void;
  close(): Promise<void>;
}

/** What is answered in the place of the service; undefined lets the request through. */
export type Refuse = (operation: string, asked: IncomingMessage, body: Buffer) => Answer | undefined;

export async function startWire(to: string, refuse?: Refuse): Promise<Wire> {
  const agent = new Agent({ keepAlive: true });
  const operations: string[] = [];
  const listeners: ((operation: string) => void | Promise<void>)[] = [];
  let whole = true;
  const carry = async (asked: IncomingMessage, answered: ServerResponse): Promise<void> => {
    const body = await buffer(asked);
    if (!whole) return void asked.socket.destroy();
    const operation = operationOf(asked, body);
    const answer = refuse?.(operation, asked, body) ?? (await forward(to, asked, body, agent));
    operations.push(operation);
    for (const listener of listeners) await listener(operation);
    // TypeScript does not see that a listener may have cut the wire.
    if (!isWhole()) return void asked.socket.destroy();
    answered.writeHead(answer.status, answer.headers).end(answer.body);
  };
  const isWhole = (): boolean => whole;
  const listening = await listenOnLoopback((asked, answered) => {
    carry(asked, answered).catch(() => asked.socket.destroy());
  });
  return {
    url: listening.url,
    operations,
    onAnswer: (listener) => void listeners.push(listener),
    cut: () => {
      whole = false;
    },
    close: async () => {
      agent.destroy();
      await listening.close();
    },
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export async function forward(
  to: string,
  asked: IncomingMessage,
  body: Buffer,
  agent: Agent,
): Promise<Answer> {
  const { method, headers } = asked;
  const passed = request(new URL(asked.url ?? '/', to), { method, headers, agent });
  const got = new Promise<IncomingMessage>((resolve, reject) => {
    passed.once('response', resolve);
    passed.once('error', reject);
  });
  passed.end(body);
  const answer = await got;
  return { status: answer.statusCode ?? 500, headers: answer.headers, body: await buffer(answer) };
}

function operationOf({ headers, method, url }: IncomingMessage, body: Buffer): string {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return target.slice(target.lastIndexOf('.') + 1);
  return new URLSearchParams(body.toString()).get('Action') ?? `${method ?? ''} ${url ?? ''}`;
}

/** The environment of a simulated account, with every service behind a wire. */
export const behind = (wire: Wire, environment: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.keys(environment)
      .filter((name) => name.startsWith('AWS_ENDPOINT_URL_'))
      .map((name) => [name, wire.url]),
  );

const writing = /^(Put|Update|Delete|BatchWrite|TransactWrite)/;

/** Writes to a DynamoDB table. */
export const writesIn = ({ operations }: Wire): number =>
  operations.filter((operation) => writing.test(operation)).length;
