/** `plan`: what would be done now, a line for every image. Reads only. */
import pMap from 'p-map';
import type { AccountFile } from '../../../infra/local/account/account-file.ts';
import { localSurroundings } from '../../../infra/local/surroundings.ts';
import type { Policy } from '../../../shared/domain/policy.ts';
import type { Instant } from '../../../shared/domain/time.ts';
import { assess } from '../../../shared/pipeline/assess.ts';
import { planDocument, type PlanDocument } from '../../../shared/pipeline/plan-document.ts';
import { parsePolicy } from '../../../shared/policy/parse.ts';
import { connectTo } from '../../../shared/runtime/connect.ts';
import { homeOf } from '../../../shared/runtime/identity.ts';
import type { Surroundings } from '../../../shared/runtime/surroundings.ts';
import { scopesOf } from '../../../shared/runtime/targets.ts';
import { awsSurroundings } from '../aws-account.ts';
import { createChecks, given, policyMebibytes, textOf, timeOf } from '../input.ts';
import { startLocalAccount } from '../local-account.ts';
import { printPlan } from '../output/plan-text.ts';
import type { Terminal } from '../output/terminal.ts';
import { accountsIn } from '../read-accounts.ts';
import { InputFault } from '../../../shared/domain/fault.ts';

export interface PlanOptions {
  readonly accountFile?: string;
  readonly aws?: boolean;
  readonly profile?: string;
  readonly region?: readonly string[];
  readonly policy?: string;
  readonly now?: string;
  readonly json?: boolean;
}

export async function plan(options: PlanOptions, terminal: Terminal): Promise<number> {
  const checks = createChecks();
  const source = checks.value(() => sourceOf(options));
  const accounts =
    source === 'file' ? checks.value(() => accountsIn('--account-file', options.accountFile)) : [];
  const parsed = checks.value(() =>
    parsePolicy(textOf('--policy', options.policy, policyMebibytes), given('--policy', options.policy)),
  );
  const now = options.now === undefined ? Date.now() : checks.value(() => timeOf('--now', options.now));
  checks.done();
  if (accounts === undefined || parsed === undefined || now === undefined) return 2;
  for (const warning of parsed.warnings) terminal.err(`warning: ${warning}`);
  const document =
    source === 'file'
      ? await planFile(accounts, parsed.policy, now)
      : await planAws(awsSurroundings(parsed.policy, options), now);
  if (options.json === true) terminal.out(JSON.stringify(document, null, 2));
  else printPlan(document, terminal);
  return 0;
}

function sourceOf({ accountFile, aws }: PlanOptions): 'file' | 'aws' {
  if ((accountFile !== undefined) === (aws === true))
    throw new InputFault(['say what to look at: either --account-file FILE, or --aws for a real account']);
  return aws === true ? 'aws' : 'file';
}

async function planFile(
  accounts: readonly AccountFile[],
  given: Policy,
  now: Instant,
): Promise<PlanDocument> {
  const { simulator, clock, policy } = await startLocalAccount(accounts, given, now);
  try {
    return await planAws(localSurroundings(simulator.environment, policy, clock), now);
  } finally {
    await simulator.close();
  }
}

/** Scopes are looked at a few at a time: each has its own rates at AWS. */
const scopesAtOnce = 4;

/** Everything is judged as of `now`: also whether a deprecation has come. */
async function planAws(given: Surroundings, now: Instant): Promise<PlanDocument> {
  const surroundings = { ...given, clock: { ...given.clock, now: () => now } };
  const { policy, clock } = surroundings;
  const home = await homeOf(surroundings);
  const connect = connectTo(surroundings, home);
  const assessed = await pMap(
    scopesOf(policy, home),
    async (scope) => assess((await connect(scope)).source(), policy, now, new Map(), clock),
    { concurrency: scopesAtOnce },
  );
  return planDocument(assessed, policy, now);
}
