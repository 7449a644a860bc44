/** EventBridge, through a queue → the one image that an event speaks of looked at, judged and recorded. Never retires. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import { scopeId } from '../../shared/domain/image.ts';
import { react, type Reaction } from '../../shared/pipeline/react.ts';
import { lazily } from '../../shared/providers/lazily.ts';
import { announcing } from '../../shared/runtime/announce.ts';
import { connectTo } from '../../shared/runtime/connect.ts';
import { homeOf } from '../../shared/runtime/identity.ts';
import { asMessages, type Handler } from '../../shared/runtime/lambda.ts';
import { lazilyAsync } from '../../shared/runtime/lazily-async.ts';
import { jsonOf } from '../../shared/runtime/messages.ts';
import { delayedQueueOf } from '../../shared/runtime/queue.ts';
import type { Surroundings } from '../../shared/runtime/surroundings.ts';
import { scopesOf } from '../../shared/runtime/targets.ts';
import { hintsOf, type Hint } from './event.ts';

/** Listings lag up to two minutes behind events: an image that is not there yet is looked for again so often. */
const looks = 3;
const secondsBetween = 150;

export function createReact(surroundings: Surroundings): Handler<SQSEvent, SQSBatchResponse> {
  const { policy, clock, metrics, logger } = surroundings;
  const announced = announcing(surroundings);
  const home = lazilyAsync(async () => homeOf(surroundings));
  const connect = lazilyAsync(async () => connectTo(surroundings, await home()));
  const again = lazily(() => delayedQueueOf('REACT_QUEUE_URL', surroundings));
  return asMessages(surroundings, async (body) => {
    const { event, look } = lookOf(jsonOf(body));
    const hints = hintsOf(event) ?? [];
    const scopes = new Set(hints.length === 0 ? [] : scopesOf(policy, await home()).map(scopeId));
    const ours = hints.filter(({ scope }) => scopes.has(scopeId(scope)));
    if (ours.length === 0) {
      metrics.addMetric('EventsDropped', 'Count', 1);
      logger.warn('Event speaks of no image of ours; dropped', {
        event: typeOf(event),
        scopes: hints.map(({ scope }) => scopeId(scope)),
      });
      return;
    }
    for (const hint of ours) {
      const source = (await (await connect())(hint.scope)).source();
      const reaction = await announced(async (ledger) => react({ source, ledger, policy, clock, ...hint }));
      metrics.addMetric('EventsHandled', 'Count', 1);
      if (isTooEarly(reaction, hint) && look < looks)
        await again()(JSON.stringify({ look: look + 1, event }), secondsBetween);
    }
  });
}

const isTooEarly = (reaction: Reaction, { deleted }: Hint): boolean =>
  reaction === 'unread' || (reaction === 'absent' && !deleted);

const wrapped = z.object({ look: z.number(), event: z.unknown() });

/** An event as EventBridge sends it is the first look at it. */
function lookOf(message: unknown): { readonly event: unknown; readonly look: number } {
  const read = wrapped.safeParse(message);
  return read.success ? { event: read.data.event, look: read.data.look } : { event: message, look: 1 };
}

const type = z.object({ source: z.string(), 'detail-type': z.string() });

/** What an operator needs to know of a dropped event, and nothing that others wrote into it. */
function typeOf(event: unknown): string {
  const read = type.safeParse(event);
  return read.success ? `${read.data.source} ${read.data['detail-type']}`.slice(0, 100) : 'unreadable';
}
