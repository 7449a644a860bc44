/**
 * `npm run bench:scopes [-- --scopes 1000]`: a sweep over many accounts, and a second one where nothing changed. Counts what
 * goes through queues, what AWS and the table are asked, and how many functions work side by side.
 */
import { parseArgs } from 'node:util';
import { terminal, tableText } from '../../functions/cli/output/terminal.ts';
import { functionsFromBundles } from '../../functions/cli/functions.ts';
import { bundleOnce } from '../../infra/aws/bundled.ts';
import { startSimulator } from '../../infra/local/aws/simulator.ts';
import { startBus, type Handlers } from '../../infra/local/bus/bus.ts';
import { wiringOfSources } from '../../infra/local/bus/sources.ts';
import { localSurroundings } from '../../infra/local/surroundings.ts';
import { startTable } from '../../infra/local/table/start.ts';
import { createVirtualClock } from '../../infra/local/virtual-clock.ts';
import { kinds } from '../../shared/domain/image.ts';
import { day } from '../../shared/domain/time.ts';
import { scopesOf } from '../../shared/runtime/targets.ts';
import { accountWith, ami, instanceOf } from '../support/amis.ts';
import { noon } from '../support/facts.ts';
import { aPolicy } from '../support/policies.ts';
import { startWire } from '../support/wire.ts';
import { accountIn, countOf, perScope, type Counts } from './scope-counts.ts';

const { values } = parseArgs({ options: { scopes: { type: 'string', default: '1000' } } });
const accountCount = Math.ceil(Number(values.scopes) / kinds.length);

/** Of six images of each account one is in use, four are young, one is due. */
const ids = Array.from({ length: accountCount }, (_, n) => accountIn(n));
const accounts = ids.map((account) => ({
  ...accountWith([ami('ami-old'), ami('ami-used'), ...[1, 2, 3, 4].map((n) => ami(`ami-${n}`, n))], {
    ec2: { Instances: [instanceOf('ami-used')] },
  }),
  account,
}));
const [home = '', ...others] = ids;
const policy = aPolicy({
  targets: [
    {
      regions: ['us-east-1'],
      accounts: ['self', ...others.map((id) => ({ id, role: `arn:aws:iam::${id}:role/imagewarden` }))],
      kinds: [...kinds],
    },
  ],
});

const clock = createVirtualClock(noon);
const simulator = await startSimulator({ accounts, clock });
const table = await startTable({});
const wire = await startWire(table.environment.AWS_ENDPOINT_URL_DYNAMODB);
const functions = await functionsFromBundles(await bundleOnce());
const wiring = wiringOfSources();
const asked: string[] = [];
simulator.onCall(({ service, operation }) => void asked.push(`${service}:${operation}`));
const invoked: string[] = [];

/** Counts every invocation: each takes one message, but for the sweep's. */
const counting = (handlers: Handlers): Handlers => ({
  ...handlers,
  survey: async (...given) => (invoked.push('survey'), handlers.survey(...given)),
  retire: async (...given) => (invoked.push('retire'), handlers.retire(...given)),
});
const bus = await startBus({
  clock,
  wiring,
  handlers: (addresses) => {
    const endpoints = { ...simulator.environment, ...table.environment, ...addresses };
    const environment = { ...endpoints, AWS_ENDPOINT_URL_DYNAMODB: wire.url };
    const surroundings = localSurroundings(environment, policy, clock);
    return counting({
      sweep: functions.createSweep(surroundings),
      survey: functions.createSurvey(surroundings),
      retire: functions.createRetire(surroundings),
    });
  },
});

async function sweepAt(at: number): Promise<Counts> {
  const before = [invoked.length, asked.length, wire.operations.length, bus.told.length] as const;
  await bus.fire(at);
  return {
    invoked: countOf(invoked.slice(before[0])),
    asked: countOf(asked.slice(before[1])),
    table: countOf(wire.operations.slice(before[2])),
    told: bus.told.length - before[3],
  };
}

const scopes = scopesOf(policy, { account: home, region: 'us-east-1' }).length;
const counted = [await sweepAt(noon), await sweepAt(noon + day), await sweepAt(noon + 2 * day)];
const head = ['', 'first sweep', 'the next', 'nothing changed', 'a scope, at rest'];
terminal.out(`${scopes} scopes in ${ids.length} accounts, ${6 * ids.length} AMIs\n`);
terminal.out(tableText(head, perScope(counted, scopes), terminal.paint));
for (const { function: arn, concurrency } of wiring.mappings) {
  const worker = wiring.functions.find((one) => one.arn === arn);
  terminal.out(`${worker?.name ?? arn}: at most ${concurrency ?? 'any number of'} at once`);
}
const dead = [...bus.all.values()].reduce((sum, queue) => sum + queue.dead.length, 0);
terminal.out(`dead letters: ${dead}`);
await bus.close();
await wire.close();
await table.close();
await simulator.close();
process.exitCode = dead === 0 ? 0 : 1;
