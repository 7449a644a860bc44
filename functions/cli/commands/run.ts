/** `run`: one full run through the Lambda handlers against a simulated account, with its ledger in a folder. */
import { writeFileSync } from 'node:fs';
import { accountFileText } from '../../../infra/local/account/write.ts';
import { InputFault } from '../../../shared/domain/fault.ts';
import { iso, type Instant } from '../../../shared/domain/time.ts';
import { runDocument, type PlanDocument, type RunImage } from '../../../shared/pipeline/plan-document.ts';
import { parsePolicy } from '../../../shared/policy/parse.ts';
import { createChecks, given, policyMebibytes, textOf, timeOf } from '../input.ts';
import { checkWritable } from '../check-writable.ts';
import { startLocalService, type LocalService } from '../local-service.ts';
import { printRun } from '../output/plan-text.ts';
import type { Terminal } from '../output/terminal.ts';
import { ranScopes } from '../ran-scopes.ts';
import { accountsIn } from '../read-accounts.ts';

export interface RunOptions {
  readonly accountFile?: string;
  readonly policy?: string;
  readonly now?: string;
  readonly db?: string;
  readonly out?: string;
  readonly json?: boolean;
}

export async function run(options: RunOptions, terminal: Terminal): Promise<number> {
  const checks = createChecks();
  const accounts = checks.value(() => accountsIn('--account-file', options.accountFile));
  const parsed = checks.value(() =>
    parsePolicy(textOf('--policy', options.policy, policyMebibytes), given('--policy', options.policy)),
  );
  const now = checks.value(() => timeOf('--now', options.now));
  const dir = checks.value(() => given('--db', options.db));
  checks.value(() => {
    if (options.out !== undefined) checkWritable('--out', options.out);
  });
  checks.done();
  if (accounts === undefined || parsed === undefined || now === undefined || dir === undefined) return 2;
  for (const warning of parsed.warnings) terminal.err(`warning: ${warning}`);
  const service = await startLocalService({ accounts, policy: parsed.policy, now, dir });
  try {
    await checkLatest(service, now);
    await service.fire(now);
    const document = runDocument(await ranScopes(service, now), service.policy, now);
    if (options.out !== undefined)
      writeFileSync(options.out, accountFileText(service.simulator.accountFiles()));
    if (options.json === true) terminal.out(JSON.stringify(document, null, 2));
    else printRun(document, terminal);
    for (const failure of service.failures()) terminal.err(failure);
    return isClean(document) && service.failures().length === 0 ? 0 : 1;
  } finally {
    await service.close();
  }
}

/** What a later run has recorded is newer than what this one would see, so the functions leave it alone. */
async function checkLatest({ archive, scopes }: LocalService, now: Instant): Promise<void> {
  const later = await Promise.all(scopes.map(async (scope) => archive.runs(scope, now + 1, endOfTime)));
  const last = later
    .flat()
    .map(({ at }) => at)
    .sort((a, b) => a - b)
    .at(-1);
  if (last !== undefined)
    throw new InputFault([
      `--now ${iso(now)}: the ledger holds a run of ${iso(last)}, which is later; give that time or a later one`,
    ]);
}

const endOfTime = Date.UTC(9999, 11, 31);

const failed: ReadonlySet<string> = new Set(['refused', 'unsure']);

const isClean = ({ blindSpots, images }: PlanDocument<RunImage>): boolean =>
  blindSpots.length === 0 && !images.some(({ outcome }) => failed.has(outcome));
