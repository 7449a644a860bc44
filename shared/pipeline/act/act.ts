/** Clearance → Receipt: intent, call, receipt, in this order, whatever happens in between. */
import type { Entry, Event, Fact, Intent, Known, Result } from '../../domain/history.ts';
import type { Image } from '../../domain/image.ts';
import { second, type Duration, type Instant } from '../../domain/time.ts';
import type { SnapshotResult } from '../../domain/verdict.ts';
import type { Cleared } from '../guard/guard.ts';
import { remember } from './leftovers.ts';
import { readStop } from './stop.ts';
import type { Answer, Clock, ImageActor, Ledger } from '../ports.ts';

/** What came of one cleared image. `throttled`: nothing happened, a later try may succeed. `taken`: somebody else is at it. */
export interface Receipt {
  readonly receipt: 'accepted' | 'already-gone' | 'refused' | 'unsure' | 'changed' | 'throttled' | 'taken';
}

export interface Acting {
  readonly ledger: Ledger;
  readonly actor: ImageActor;
  readonly clock: Clock;
  readonly run: Instant;
  /** How long the function that acts may be at it: nobody else touches the image until then. */
  readonly lease: Duration;
  /** Until then what was read about the image is fresh enough to delete it. */
  readonly freshUntil: Instant;
}

export async function act({ known, image }: Cleared, acting: Acting): Promise<Receipt> {
  const { ledger, clock, run, lease } = acting;
  const before = known.latest.after;
  const at = clock.now();
  const announced: Fact = {
    ...before,
    image: { ...before.image, ...image },
    intent: { run, at, until: at + lease },
  };
  const opened = await ledger.write(known, { at, run, event: 'intent', before, after: announced });
  if (opened === undefined) return { receipt: 'taken' };
  const answer = await ask(acting, image);
  const closing = closingOf(answer, before, { run, at, until: clock.now() });
  if (closing.gone === 'deleted') await remember(image, closing.result?.snapshots ?? [], ledger, clock.now());
  await close(opened, closing, acting);
  return receiptOf(answer);
}

const waits: readonly Duration[] = [1, 2, 4, 8].map((n) => n * second);

/** Asks again while AWS says that it is too busy, and nobody stops us: such an answer means that nothing happened. */
async function ask(acting: Acting, image: Image): Promise<Answer> {
  const { clock, ledger } = acting;
  let answer = await askOnce(acting, image);
  for (const wait of waits) {
    if (answer.answer !== 'throttled') return answer;
    await clock.sleep(wait);
    if ((await readStop(ledger)) !== undefined) return answer;
    answer = await askOnce(acting, image);
  }
  return answer;
}

/** Writing the intent and waiting take their time: nothing is asked for on evidence that has grown old meanwhile. */
const askOnce = async ({ actor, clock, freshUntil }: Acting, image: Image): Promise<Answer> =>
  clock.now() > freshUntil
    ? { answer: 'throttled', error: 'not asked for: the evidence had grown too old' }
    : actor.retire(image);

/** How the fact reads after the answer. */
interface Closing {
  readonly event: Event;
  readonly result?: Omit<Result, 'run'>;
  readonly gone?: 'deleted' | 'already-gone';
  /** An intent that stays open, for a listing to settle. */
  readonly intent?: Intent;
}

function closingOf(answer: Answer, before: Fact, own: Intent): Closing {
  switch (answer.answer) {
    case 'accepted':
      return deleted('deleted', answer.snapshots);
    case 'already-gone':
      // An earlier try of ours that got no answer had taken effect after all.
      return deleted(before.intent === undefined ? 'already-gone' : 'deleted', answer.snapshots);
    case 'changed':
      return held('what bears this name now is another image');
    case 'refused':
      return { event: 'refused', result: { outcome: 'refused', error: answer.error } };
    case 'no-answer':
      return { event: 'unsure', result: { outcome: 'unsure', error: answer.error }, intent: own };
    case 'throttled':
      // Nothing happened now; an earlier try that got no answer is as open as before.
      return {
        event: 'settled',
        result: { outcome: 'none', error: answer.error },
        ...(before.intent && { intent: before.intent }),
      };
  }
}

const deleted = (how: 'deleted' | 'already-gone', snapshots: readonly SnapshotResult[] = []): Closing => ({
  event: how,
  result: { outcome: how, ...(snapshots.length > 0 && { snapshots }) },
  gone: how,
});

const held = (detail: string): Closing => ({
  event: 'held',
  result: { outcome: 'held', held: [{ code: 'changed', detail }] },
});

/** Nobody else writes while the intent is open, so this write cannot lose; were it to, the next listing settles. */
async function close(opened: Known, closing: Closing, { ledger, clock, run }: Acting): Promise<void> {
  const at = clock.now();
  const { intent: _opened, ...rest } = opened.latest.after;
  const after: Fact = {
    ...rest,
    ...(closing.intent && { intent: closing.intent }),
    ...(closing.result && { result: { run, ...closing.result } }),
    ...(closing.gone && { gone: { at, how: closing.gone } }),
  };
  const entry: Entry = { at, run, event: closing.event, before: opened.latest.after, after };
  await ledger.write(opened, entry);
}

const receiptOf = ({ answer }: Answer): Receipt => ({ receipt: answer === 'no-answer' ? 'unsure' : answer });
