/** What a trial starts from: an account, and the ledger that a run of the day before has left. */
import type { AccountFileInput } from '../../../infra/local/account/account-file.ts';
import type { Policy } from '../../../shared/domain/policy.ts';
import { day } from '../../../shared/domain/time.ts';
import { noon } from '../../support/facts.ts';
import type { ReportParts } from '../../support/usage-reports.ts';
import { createWatch } from './watch.ts';
import { startWatched, type Beginning } from './watched.ts';

/** In every scene: its deletion was announced and never answered; it is still there. */
export const open = 'ami-open';
/** In every scene: deleted by the run before, but for its snapshot. */
export const left = 'ami-left';

export interface Scene {
  readonly account: AccountFileInput;
  /** Whose use of the account's images AWS reports. */
  readonly neighbours?: readonly AccountFileInput[];
  /** The usage report that there is of an image. */
  readonly reports?: Readonly<Record<string, ReportParts>>;
  /** Images that come only after the run before. */
  readonly late: readonly string[];
  /** What the runs may delete. Everything else has a user, a protection, or is too young, and has to stay. */
  readonly free: readonly string[];
  /** Of the run before: two attempts, at `open` and `left`, its oldest. */
  readonly before: Policy;
  readonly policy: Policy;
  /** Events that come after the run, and what is said in them need not be so. Then only the calls of who hears them are disturbed. */
  readonly heard?: readonly object[];
}

export async function prepare(scene: Scene): Promise<Beginning> {
  const { account, neighbours = [], reports = {}, late, before, policy, heard = [] } = scene;
  const { ec2 } = account;
  const images = ec2?.Images ?? [];
  const isLate = ({ ImageId = '' }: (typeof images)[number]): boolean => late.includes(ImageId);
  const early: AccountFileInput = {
    ...account,
    ec2: { ...ec2, Images: images.filter((image) => !isLate(image)) },
  };
  const start = { accounts: [early], items: [], reports: {}, policy: before, now: noon - day, heard: [] };
  const { simulator, bus, dump, close } = await startWatched(start, createWatch(), 10_000);
  simulator.world().ec2.snapshotResults.set('snap-left', 'internal-error');
  simulator.disturb(({ operation, input }) =>
    operation === 'DeregisterImage' && JSON.stringify(input).includes(open)
      ? { kind: 'reset', done: false }
      : undefined,
  );
  await bus.fire(start.now);
  const { accounts, items } = await dump();
  await close();
  const [now] = accounts;
  const Images = [...(now?.ec2?.Images ?? []), ...images.filter(isLate)];
  const ready = { ...now, ec2: { ...now?.ec2, Images } };
  return { accounts: [ready, ...neighbours], items, reports, policy, now: noon, heard };
}
