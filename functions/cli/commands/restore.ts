/** `restore`: undoes a deletion as far as it can be undone, and says what cannot. */
import { writeFileSync } from 'node:fs';
import { accountFileText } from '../../../infra/local/account/write.ts';
import { InputFault } from '../../../shared/domain/fault.ts';
import type { Known } from '../../../shared/domain/history.ts';
import { kinds } from '../../../shared/domain/image.ts';
import { imageDocument } from '../../../shared/pipeline/image-document.ts';
import { addressOf, findOne } from '../../../shared/pipeline/audit/find.ts';
import type { Narrowing } from '../../../shared/pipeline/audit/question.ts';
import type { Archive } from '../../../shared/pipeline/ports.ts';
import { restore as restoreImage, type Restored } from '../../../shared/pipeline/restore.ts';
import { createArchive } from '../../../shared/store/archive.ts';
import { createLedger } from '../../../shared/store/ledger.ts';
import { callerOf, type CallerOptions } from '../caller.ts';
import { checkWritable } from '../check-writable.ts';
import { createChecks, given } from '../input.ts';
import { tableOf, type TableOptions } from '../open-table.ts';
import { printRestored } from '../output/restore-text.ts';
import type { Terminal } from '../output/terminal.ts';
import { restorationOf, type Restoration, type RestorationOptions } from '../restoration.ts';

export interface RestoreOptions extends TableOptions, CallerOptions, RestorationOptions {
  readonly kind?: string;
  readonly account?: string;
  readonly region?: string;
  readonly json?: boolean;
  readonly keep?: boolean;
  readonly out?: string;
}

/** Entries of the restoring are kept as long as a policy that does not say otherwise keeps them. */
const historyDays = 400;

export async function restore(named: string, options: RestoreOptions, terminal: Terminal): Promise<number> {
  const checks = createChecks();
  const open = checks.value(() => tableOf(options));
  const narrowing = checks.value(() => narrowingOf(options));
  const restoration = checks.value(() => restorationOf(options));
  checks.value(() => {
    if (options.accountFile !== undefined) checkWritable('--out', given('--out', options.out));
  });
  checks.done();
  if (open === undefined || narrowing === undefined || restoration === undefined) return 2;
  const table = await open();
  const { clock } = restoration;
  try {
    const known = await oneOf(
      createArchive({ ...table, clock: { ...clock, now: () => 0 } }),
      named,
      narrowing,
    );
    const restored = await bringBack(known, restoration, async (opened) =>
      restoreImage({
        restorer: opened,
        ledger: createLedger({ client: table.client, name: table.name, historyDays, clock }),
        clock,
        known,
        by: await callerOf(options),
        keep: options.keep !== false,
      }),
    );
    if (options.out !== undefined && restoration.accountFiles !== undefined)
      writeFileSync(options.out, accountFileText(restoration.accountFiles()));
    if (options.json === true)
      terminal.out(JSON.stringify({ ...imageDocument(known.latest.after.image), ...restored }, null, 2));
    else printRestored(known.latest.after, restored, options.keep !== false, terminal);
    return restored.outcome === 'was-there' || isWhole(restored) ? 0 : 1;
  } finally {
    await restoration.close();
    await table.close();
  }
}

const isWhole = ({ outcome, undone }: Restored): boolean => outcome === 'restored' && undone.length === 0;

const beyondRecall: Restored = {
  outcome: 'lost',
  done: [],
  undone: ['AWS keeps nothing of a deleted image of this kind; it has to be built anew'],
};

type Act = (restorer: Awaited<ReturnType<Restoration['restorer']>>) => Promise<Restored>;

async function bringBack({ latest }: Known, restoration: Restoration, act: Act): Promise<Restored> {
  const { after } = latest;
  if (after.image.kind === 'ec2') return act(await restoration.restorer(after));
  if (after.gone === undefined) return { outcome: 'was-there', done: [], undone: [] };
  return beyondRecall;
}

/** Exactly one image; of those that bore one name one after the other, the newest. */
async function oneOf(archive: Archive, image: string, filters: Narrowing): Promise<Known> {
  const found = await findOne(archive, { image, byName: true, filters });
  if (found.is === 'found') return found.bearers.at(-1) ?? found.bearers[0];
  throw new InputFault(
    found.is === 'none'
      ? [`${image} is not in the ledger; images lists what is`]
      : [
          `${image} may mean any of these; narrow it with --kind, --account or --region, or give the id:`,
          ...found.candidates.map((candidate) => `  ${addressOf(candidate)}`),
        ],
  );
}

function narrowingOf({ kind, account, region }: RestoreOptions): Narrowing {
  const known = kinds.find((one) => one === kind);
  if (kind !== undefined && known === undefined)
    throw new InputFault([`--kind ${kind}: there is no such kind; use one of ${kinds.join(', ')}`]);
  return {
    ...(known !== undefined && { kind: known }),
    ...(account !== undefined && { account }),
    ...(region !== undefined && { region }),
  };
}
