/** One SQS queue in virtual time: at least once, in no promised order, in batches, with visibility and redrive. */
import { randomUUID } from 'node:crypto';
import type { Duration, Instant } from '../../../shared/domain/time.ts';
import type { Clock } from '../../../shared/pipeline/ports.ts';

export interface QueueSettings {
  readonly name: string;
  readonly arn: string;
  /** How long a message stays out of sight once it was received. */
  readonly visibility: Duration;
  /** Where a message goes that was received so often without being deleted; without it, it is received for ever. */
  readonly redrive?: { readonly to: Queue; readonly maxReceives: number };
}

export interface Message {
  readonly id: string;
  readonly body: string;
  readonly sentAt: Instant;
  receives: number;
  visibleAt: Instant;
}

export interface Queue extends QueueSettings {
  /** Everything in it, whether it can be seen or not. */
  readonly messages: readonly Message[];
  /** What is in its dead letter queue. */
  readonly dead: readonly Message[];
  send(body: string, delay?: Duration): Message;
  /** Takes over a message that another queue gave up on. */
  take(message: Message): void;
  /** Takes up to `most` visible messages out of sight. */
  receive(most: number): Message[];
  remove(message: Message): void;
  /**
   * When a batch of so many can be had, if one waits for it at most so long; undefined for an empty queue.
   */
  nextAt(batchSize?: number, window?: Duration): Instant | undefined;
}

export function createQueue(settings: QueueSettings, clock: Clock): Queue {
  const messages = new Set<Message>();
  const isSpent = ({ receives }: Message): boolean => receives >= (settings.redrive?.maxReceives ?? Infinity);
  const giveUp = (message: Message): void => {
    messages.delete(message);
    settings.redrive?.to.take(message);
  };
  return {
    ...settings,
    get messages() {
      return [...messages];
    },
    get dead() {
      return settings.redrive?.to.messages ?? [];
    },
    send: (body, delay = 0) => {
      const sentAt = clock.now();
      const message = { id: randomUUID(), body, sentAt, receives: 0, visibleAt: sentAt + delay };
      messages.add(message);
      return message;
    },
    take: (message) => void messages.add(message),
    receive: (most) => {
      const visible = [...messages].filter(({ visibleAt }) => visibleAt <= clock.now());
      for (const message of visible) if (isSpent(message)) giveUp(message);
      const taken = visible.filter((message) => messages.has(message)).slice(0, most);
      for (const message of taken) {
        message.receives += 1;
        message.visibleAt = clock.now() + settings.visibility;
      }
      return taken;
    },
    remove: (message) => {
      messages.delete(message);
    },
    nextAt: (batchSize = 1, window = 0) => {
      const times = [...messages].map(({ visibleAt }) => visibleAt).sort((a, b) => a - b);
      const [first] = times;
      return first === undefined ? undefined : Math.min(first + window, times[batchSize - 1] ?? Infinity);
    },
  };
}
