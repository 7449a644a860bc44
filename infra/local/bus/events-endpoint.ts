/** The receiving half of EventBridge over HTTP (AWS JSON 1.1), so that unchanged SDK clients put events on a local bus. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { json } from 'node:stream/consumers';
import * as z from 'zod/mini';
import { iso, second } from '../../../shared/domain/time.ts';

/** An event as a rule's target would get it, as far as we make it. */
export interface ToldEvent {
  readonly source: string;
  readonly 'detail-type': string;
  readonly time: string;
  readonly detail: unknown;
}

export interface EventsEndpoint {
  readonly url: string;
  readonly told: readonly ToldEvent[];
  close(): Promise<void>;
}

const entry = z.object({
  EventBusName: z.string(),
  Source: z.string(),
  DetailType: z.string(),
  Detail: z.string(),
  /** Seconds since the epoch. */
  Time: z.number(),
});
/** EventBridge takes ten entries a call, and less than 256 KiB in all. */
const request = z.object({ Entries: z.array(entry).check(z.minLength(1), z.maxLength(10)) });
const bytesPerCall = 256 * 1024;

export async function startEventsEndpoint(): Promise<EventsEndpoint> {
  const told: ToldEvent[] = [];
  const server = createServer((asked, answered) => {
    put(asked, told).then(
      (body) => answered.setHeader('content-type', 'application/x-amz-json-1.1').end(JSON.stringify(body)),
      (thrown: unknown) => {
        const message = thrown instanceof Error ? thrown.message : String(thrown);
        answered.writeHead(400).end(JSON.stringify({ __type: 'ValidationException', message }));
      },
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    told,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const portOf = (server: Server): number => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the event endpoint has no port');
  return address.port;
};

async function put(asked: IncomingMessage, told: ToldEvent[]): Promise<unknown> {
  const target = String(asked.headers['x-amz-target']);
  if (target !== 'AWSEvents.PutEvents') throw new Error(`the local event bus does not answer ${target}`);
  const { Entries } = z.parse(request, await json(asked));
  const bytes = Entries.map(
    ({ Source, DetailType, Detail }) => Buffer.byteLength(Source + DetailType + Detail) + 14,
  );
  if (bytes.reduce((sum, size) => sum + size) >= bytesPerCall)
    throw new Error('Total size of the entries in the request is over the limit.');
  const answers = Entries.map((one) => take(one, told));
  return { FailedEntryCount: answers.filter((answer) => 'ErrorCode' in answer).length, Entries: answers };
}

function take({ Source, DetailType, Detail, Time }: z.infer<typeof entry>, told: ToldEvent[]) {
  const detail = detailOf(Detail);
  if (detail === undefined) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  told.push({ source: Source, 'detail-type': DetailType, time: iso(Time * second), detail });
  return { EventId: randomUUID() };
}

/** A detail is a JSON object, or it is not taken. */
function detailOf(text: string): object | undefined {
  try {
    const detail: unknown = JSON.parse(text);
    return typeof detail === 'object' && detail !== null ? detail : undefined;
  } catch {
    return undefined;
  }
}
