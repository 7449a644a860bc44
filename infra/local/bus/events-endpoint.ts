/** The receiving half of EventBridge over HTTP (AWS JSON 1.1), so that unchanged SDK clients put events on a local bus. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import * as z from 'zod/mini';
import { iso, second } from '../../../shared/domain/time.ts';
import { principalIn } from '../aws/credentials.ts';
import type { Permit } from '../aws/iam/authority.ts';
import { listenOnLoopback } from '../loopback.ts';
import { keyIn } from './sqs-endpoint.ts';

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

/** @param permit asked on behalf of callers that are held to a role */
export async function startEventsEndpoint(permit?: Permit): Promise<EventsEndpoint> {
  const told: ToldEvent[] = [];
  const { url, close } = await listenOnLoopback((asked, answered) => {
    put(asked, told, permit).then(
      (body) => answered.setHeader('content-type', 'application/x-amz-json-1.1').end(JSON.stringify(body)),
      (thrown: unknown) => {
        const message = thrown instanceof Error ? thrown.message : String(thrown);
        const __type = thrown instanceof AccessDenied ? 'AccessDeniedException' : 'ValidationException';
        answered.writeHead(400).end(JSON.stringify({ __type, message }));
      },
    );
  });
  return {
    url,
    told,
    close,
  };
}

async function put(asked: IncomingMessage, told: ToldEvent[], permit: Permit | undefined): Promise<unknown> {
  const target = String(asked.headers['x-amz-target']);
  if (target !== 'AWSEvents.PutEvents') throw new Error(`the local event bus does not answer ${target}`);
  const { Entries } = z.parse(request, await json(asked));
  requirePermission(asked, Entries, permit);
  const bytes = Entries.map(
    ({ Source, DetailType, Detail }) => Buffer.byteLength(Source + DetailType + Detail) + 14,
  );
  if (bytes.reduce((sum, size) => sum + size) >= bytesPerCall)
    throw new Error('Total size of the entries in the request is over the limit.');
  const answers = Entries.map((one) => take(one, told));
  return { FailedEntryCount: answers.filter((answer) => 'ErrorCode' in answer).length, Entries: answers };
}

class AccessDenied extends Error {
  override readonly name = 'AccessDenied';
}

function requirePermission(
  asked: IncomingMessage,
  entries: readonly z.infer<typeof entry>[],
  permit: Permit | undefined,
): void {
  const principal = principalIn(keyIn(asked) ?? '');
  for (const { EventBusName, Source, DetailType } of entries) {
    const resource = `arn:aws:events:us-east-1:123456789012:event-bus/${EventBusName}`;
    const context = { 'events:source': Source, 'events:detail-type': DetailType };
    if (
      principal !== undefined &&
      permit?.(principal, { action: 'events:PutEvents', resource, context }) === false
    )
      throw new AccessDenied(`Not authorized to perform events:PutEvents on resource: ${resource}`);
  }
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
