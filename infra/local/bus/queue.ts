/** One SQS queue in virtual time: at least once, in no promised order, in batches, with visibility and redrive. */
import { randomUUID } from 'node:crypto';
import type { Duration, Instant } from '../../../shared/domain/time.ts';
import type { Clock } from '../../../shared/pipeline/ports.ts';

export interface QueueSettings {
  readonly name: string;
  /** How long a message stays out of sight once it was received. */
  readonly visibility: Duration;
  /** Received this often without being deleted, it goes to the dead letters. */
  readonly maxReceives: number;
}

export interface Message {
  readonly id: string;
  readonly body: string;
  readonly sentAt: Instant;
  receives: number;
  visibleAt: Instant;
}

export interface Queue extends QueueSettings {
  readonly dead: readonly Message[];
  send(body: string, delay?: Duration): Message;
  /** Takes up to `most` visible messages out of sight. */
  receive(most: number): Message[];
  remove(message: Message): void;
  /** When the next message will be visible; undefined for an empty queue. */
  nextAt(): Instant | undefined;
}

export function createQueue(settings: QueueSettings, clock: Clock): Queue {
  const messages = new Set<Message>();
  const dead: Message[] = [];
  const bury = (message: Message): void => {
    messages.delete(message);
    dead.push(message);
  };
  return {
    ...settings,
    dead,
    send: (body, delay = 0) => {
      const sentAt = clock.now();
      const message = { id: randomUUID(), body, sentAt, receives: 0, visibleAt: sentAt + delay };
      messages.add(message);
      return message;
    },
    receive: (most) => {
      const visible = [...messages].filter(({ visibleAt }) => visibleAt <= clock.now());
      for (const message of visible) if (message.receives >= settings.maxReceives) bury(message);
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
    nextAt: () =>
      messages.size === 0 ? undefined : Math.min(...[...messages].map(({ visibleAt }) => visibleAt)),
  };
}
