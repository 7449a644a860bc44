/** How notices are laid down as EventBridge's entries, and put on a bus. Loaded by who has something to tell. */
import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { sdkErrorOf } from '../providers/sdk-error.ts';
import { settingsOf } from './client-settings.ts';
import type { Notice } from './event-bus.ts';
import { required, type Surroundings } from './surroundings.ts';

export const busClient = (surroundings: Surroundings): EventBridgeClient =>
  new EventBridgeClient(
    settingsOf('EVENTBRIDGE', required(surroundings.environment, 'AWS_REGION'), surroundings),
  );

export interface Put {
  readonly untold: number;
  readonly error?: string;
}

/** A bus that does not answer is asked no further: a thousand notices would wait as often. */
export async function put(notices: readonly Notice[], bus: string, client: EventBridgeClient): Promise<Put> {
  let left = notices.length;
  let error: string | undefined;
  for (const Entries of batchesOf(notices, bus)) {
    try {
      const answer = await client.send(new PutEventsCommand({ Entries }));
      left -= Entries.length - (answer.FailedEntryCount ?? 0);
      error ??= answer.Entries?.find(({ ErrorCode }) => ErrorCode !== undefined)?.ErrorCode;
    } catch (thrown) {
      return { untold: left, error: sdkErrorOf(thrown).code };
    }
  }
  return { untold: left, ...(error !== undefined && { error }) };
}

const entryOf = ({ type, at, detail }: Notice, bus: string): PutEventsRequestEntry => ({
  EventBusName: bus,
  Source: 'imagewarden',
  DetailType: type,
  Time: new Date(at),
  Detail: JSON.stringify(detail),
});

const entriesPerCall = 10;
/** Of all entries of a call together. */
const bytesPerCall = 256 * 1024;

function* batchesOf(notices: readonly Notice[], bus: string): Generator<PutEventsRequestEntry[]> {
  let batch: PutEventsRequestEntry[] = [];
  let bytes = 0;
  for (const notice of notices) {
    const entry = entryOf(notice, bus);
    const size = bytesOf(entry);
    if (batch.length === entriesPerCall || (batch.length > 0 && bytes + size >= bytesPerCall)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(entry);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

/** As EventBridge counts: 14 for the time, and the texts in UTF-8. */
const bytesOf = ({ Source = '', DetailType = '', Detail = '' }: PutEventsRequestEntry): number =>
  14 + Buffer.byteLength(Source) + Buffer.byteLength(DetailType) + Buffer.byteLength(Detail);
