/** One piece of work, done as a function would do it and measured from within its process. */
import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ImagebuilderClient } from '@aws-sdk/client-imagebuilder';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { localSurroundings } from '../../infra/local/surroundings.ts';
import { createVirtualClock } from '../../infra/local/virtual-clock.ts';
import { minute, second, type Instant } from '../../shared/domain/time.ts';
import type { Clock } from '../../shared/pipeline/ports.ts';
import { retireReserve } from '../../functions/retire/retire.ts';
import { surveyReserve } from '../../functions/survey/survey.ts';
import { policyFromPackage } from '../../shared/policy/packaged.ts';
import { retire } from '../../shared/pipeline/retire.ts';
import { survey } from '../../shared/pipeline/survey.ts';
import { settingsOf } from '../../shared/runtime/client-settings.ts';
import { connectTo } from '../../shared/runtime/connect.ts';
import { deadlineOf } from '../../shared/runtime/deadline.ts';
import { errandOf, errandText } from '../../shared/runtime/messages.ts';
import { createLedger } from '../../shared/store/ledger.ts';
import { account, region } from './account.ts';
import { ask, list } from './bare-loop.ts';
import type { Measured, Task } from './messages.ts';

const home = { account, region };
const scope = { ...home, kind: 'ec2' as const };

/** The table's client, with what its calls consume. */
function meteredTable(settings: ConstructorParameters<typeof DynamoDBClient>[0]) {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(settings ?? {}), {
    marshallOptions: { removeUndefinedValues: true },
  });
  const used = { readUnits: 0, writeUnits: 0, tableCalls: 0, writes: 0, left: 0 };
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const answer = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } });
      used.tableCalls++;
      const units = 'ConsumedCapacity' in answer.output ? [answer.output.ConsumedCapacity].flat() : [];
      const sum = units.reduce((total, one) => total + unitsOf(one), 0);
      const writes = /^(Put|Update|Delete)/.test(String(context.commandName));
      used[writes ? 'writeUnits' : 'readUnits'] += sum;
      if (writes) used.writes++;
      if ('Item' in args.input && String(args.input.Item?.['pk']).startsWith('interim#')) used.left++;
      return answer;
    },
    { step: 'initialize', name: 'meter' },
  );
  return { client, used };
}

const unitsOf = (consumed: object | undefined): number =>
  consumed !== undefined && 'CapacityUnits' in consumed && typeof consumed.CapacityUnits === 'number'
    ? consumed.CapacityUnits
    : 0;

/** Goes as time does, and is put forward by all waiting for AWS's rates. */
function passingClock(start: Instant): Clock {
  let waited = 0;
  const begun = performance.now();
  return {
    now: () => start + Math.round(performance.now() - begun) + waited,
    sleep: async (length) => {
      waited += length;
      return Promise.resolve();
    },
  };
}

async function work(task: Task): Promise<Measured> {
  const clock = task.time === undefined ? createVirtualClock(task.run) : passingClock(task.run);
  const policy = policyFromPackage(task.policy);
  const surroundings = {
    ...localSurroundings(task.environment, policy, clock),
    network: { timeout: 60 * second, waitsAreVirtual: true },
  };
  const table = meteredTable(settingsOf('DYNAMODB', region, surroundings));
  const ledger = createLedger({
    client: table.client,
    name: task.environment['TABLE_NAME'] ?? '',
    historyDays: 400,
    clock,
  });
  const { source, actor } = await connectTo(surroundings, home)(scope);
  const bare = {
    ec2: new EC2Client(settingsOf('EC2', region, surroundings)),
    autoScaling: new AutoScalingClient(settingsOf('AUTO_SCALING', region, surroundings)),
    imagebuilder: new ImagebuilderClient(settingsOf('IMAGEBUILDER', region, surroundings)),
  };
  const begun = performance.now();
  const cpu = process.cpuUsage();
  let messages = 0;
  let note = '';
  let rest: string | undefined;
  switch (task.work) {
    case 'list':
    case 'list-and-ask': {
      const old = await list(bare, task.oldBefore);
      if (task.work === 'list-and-ask') await ask(bare, old);
      note = `${old.length} old`;
      break;
    }
    case 'survey': {
      const errand = { scope, run: task.run, ...(task.errand !== undefined && errandOf(task.errand)) };
      const deadline =
        task.time === undefined ? {} : { deadline: deadlineOf(task.run, task.time, surveyReserve) };
      const run = await survey({ source: source(), ledger, policy, clock, ...errand, ...deadline });
      if (run !== undefined && 'rest' in run) {
        if (!run.moved) throw new Error('it got no further in that time');
        rest = errandText({ scope, run: task.run, part: run.rest });
        note = 'handed on';
        messages = 1;
        break;
      }
      messages = run?.retiring === true ? 2 : 1;
      note = `${run?.owned ?? 0} owned, ${run?.retire ?? 0} to retire, ${run?.blindSpots.length ?? 0} blind`;
      break;
    }
    case 'retire': {
      const deadline = deadlineOf(task.run, task.time ?? 15 * minute, retireReserve);
      const lease = 15 * minute;
      const all = { scope, source, actor: actor(), ledger, policy, clock, run: task.run, lease, deadline };
      const earlier = task.errand === undefined ? undefined : errandOf(task.errand)?.rest;
      const { outcomes, unfinished, moved, tried, look } = await retire(all, earlier);
      if (unfinished && !moved) throw new Error('nothing was tried in that time');
      messages = 1;
      note = JSON.stringify(outcomes);
      if (unfinished)
        rest = errandText({ scope, run: task.run, rest: { number: 1, tried, ...(look && { look }) } });
    }
  }
  const spent = process.cpuUsage(cpu);
  return {
    seconds: (performance.now() - begun) / 1000,
    cpuSeconds: (spent.user + spent.system) / 1e6,
    peakMiB: process.resourceUsage().maxRSS / 1024,
    waited: (clock.now() - task.run) / second,
    ...table.used,
    messages,
    note,
    ...(rest !== undefined && { rest }),
  };
}

process.once('message', (task: Task) => {
  void work(task).then((measured) => {
    process.send?.(measured);
    process.disconnect();
  });
});
process.send?.({ ready: true });
