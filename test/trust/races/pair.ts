/** Two processes of one function at once: one stops before one of its calls, and goes on when the other is done. */
import { day } from '../../../shared/domain/time.ts';
import type { Handler } from '../../../shared/runtime/lambda.ts';
import { problemsIn } from '../faults/judge.ts';
import type { Ready } from '../faults/tried.ts';
import { tryOnce } from '../faults/try.ts';
import type { Seen } from '../faults/watch.ts';
import type { Arrange } from '../faults/watched.ts';

export interface Pair {
  readonly name: 'sweep' | 'survey' | 'retire';
  /** The other is at work for the run of a day later. */
  readonly later?: boolean;
}

/** `at`: the call of the first process, from 0, before which it stops. Undefined: it never came to that call. */
export async function failuresOfPair(
  { name, later = false }: Pair,
  at: number,
  { beginning, measure }: Ready,
): Promise<string[] | undefined> {
  const held = Promise.withResolvers<undefined>();
  const go = Promise.withResolvers<undefined>();
  const calls = new Set<string>();
  const reached = new Set<string>();
  const notice = async ({ process, call }: Seen): Promise<void> => {
    if (process !== `${name}-1` || reached.size > 0) return;
    calls.add(call);
    if (calls.size <= at) return;
    reached.add(call);
    held.resolve(undefined);
    await go.promise;
  };
  const arrange: Arrange = (which, one, other) => (which === name ? doubled(one, other) : one);
  let once = false;
  const doubled =
    <Event, Result>(one: Handler<Event, Result>, other: Handler<Event, Result>): Handler<Event, Result> =>
    async (event, context) => {
      const first = one(event, context);
      if (once) return first;
      once = true;
      await Promise.race([held.promise, first]);
      await other(later ? aDayLater(event) : event, context);
      go.resolve(undefined);
      return first;
    };
  // Two runs may each attempt what one may.
  const perRun = (later ? 2 : 1) * measure.perRun;
  const trial = await tryOnce(beginning, { notice, arrange });
  const where = `two of ${name}${later ? ', one a day later' : ''}, call ${at}`;
  return reached.size > 0
    ? problemsIn(trial, { ...measure, perRun }).map((problem) => `${where}: ${problem}`)
    : undefined;
}

/** The same event, but for the time of its run. */
function aDayLater<Event>(event: Event): Event {
  const moved = structuredClone(event);
  moveIn(moved);
  return moved;
}

function moveIn(held: unknown): void {
  if (typeof held !== 'object' || held === null) return;
  for (const [key, value] of Object.entries(held)) {
    if (typeof value === 'string') Reflect.set(held, key, value.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, nextDay));
    else moveIn(value);
  }
}

const nextDay = (time: string): string => new Date(Date.parse(time) + day).toISOString();
