/** Something happens to an image before one of the calls of a run that deletes it. */
import { minute } from '../../../shared/domain/time.ts';
import { isDeletion, targetOf } from '../faults/targets.ts';
import type { Ready } from '../faults/tried.ts';
import { createWatch, type Seen } from '../faults/watch.ts';
import { startWatched } from '../faults/watched.ts';
import type { Intrusion } from './intrusion.ts';

/** Of several that the run deletes, the last. */
export const target = 'ami-1';

export interface Moment {
  /** Before which call of the run, from 0. */
  readonly at: number;
  /** Six minutes pass as well: more than evidence may be old. */
  readonly late: boolean;
}

export interface Intruded {
  /** The run came to that call. */
  readonly reached: boolean;
  /** The image was deleted, though the reading that shows the intrusion began after it, or was too old. */
  readonly failures: readonly string[];
  /** It was deleted, rightly. */
  readonly deleted: boolean;
}

export async function intrude(
  { name, enter, reading, change }: Intrusion,
  { at, late }: Moment,
  { beginning }: Ready,
): Promise<Intruded> {
  let entered: number | undefined;
  const watch = createWatch(undefined, () => {
    if (entered !== undefined || watch.calls.length <= at) return;
    entered = watch.calls.length - 1;
    if (late) service.clock.advanceTo(service.clock.now() + 6 * minute);
    enter(service.simulator.world(), target);
  });
  const service = await startWatched(beginning, watch, 600_000);
  try {
    await service.bus.fire(beginning.now);
    const { calls } = watch;
    const deletion = calls.findIndex((call) => isDeletion(call) && targetOf(call.input) === target);
    const read = calls.findLastIndex((call, i) => i < deletion && shows(call, reading));
    const decided = change === true ? calls.findIndex(({ operation }) => operation === 'DescribeImages') : -1;
    const inTime =
      entered !== undefined && entered > decided && (late ? entered < deletion : entered <= read);
    const where = `${name}${late ? ', six minutes late' : ''}, before call ${at}`;
    return {
      reached: entered !== undefined,
      failures: deletion >= 0 && inTime ? [`${where}: the image was deleted all the same`] : [],
      deleted: deletion >= 0,
    };
  } finally {
    await service.close();
  }
}

/** The reading of the function that deletes which shows it, as far as it is about the image. */
function shows({ process, service, operation, input }: Seen, reading: string): boolean {
  if (!process.startsWith('retire') || `${service}:${operation}` !== reading) return false;
  const asked = JSON.stringify(input);
  // A page that follows was listed when the first one was.
  if (asked.includes('NextToken')) return false;
  if (operation === 'DescribeImages') return !asked.includes('ImageIds') && !asked.includes('tag:');
  return operation !== 'DescribeImageAttribute' || asked.includes(target);
}
