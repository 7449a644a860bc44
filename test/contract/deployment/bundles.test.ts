/** The bundles as Lambda gets them, each in a fresh Node process, against the simulated account over the wire. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { batchOf, contextOf } from '../../../infra/local/bus/invocation.ts';
import { createQueue, type Queue } from '../../../infra/local/bus/queue.ts';
import { startSqsEndpoint, type SqsEndpoint } from '../../../infra/local/bus/sqs-endpoint.ts';
import { parseAccountFile } from '../../../infra/local/account/parse.ts';
import { startSimulator, type Simulator } from '../../../infra/local/aws/simulator.ts';
import { startTable, type LocalTable } from '../../../infra/local/table/start.ts';
import { bundlesFolder } from '../../../infra/aws/bundled.ts';
import { day } from '../../../shared/domain/time.ts';
import { policyForPackage } from '../../../shared/policy/packaged.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { createArchive } from '../../../shared/store/archive.ts';
import { aPolicy } from '../../support/policies.ts';

const bundles = bundlesFolder();
const account = '123456789012';
const old = new Date(Date.now() - 90 * day).toISOString();
const file = {
  account,
  region: 'us-east-1',
  ec2: {
    Images: [{ ImageId: 'ami-1', Name: 'web-1', OwnerId: account, State: 'available', CreationDate: old }],
  },
  appstream: { Images: [{ Name: 'app-1', State: 'AVAILABLE', Visibility: 'PRIVATE', CreatedTime: old }] },
  faults: [{ service: 'autoscaling', operation: 'DescribeAutoScalingGroups', error: 'throttle', on: [1] }],
};

let simulator: Simulator;
let table: LocalTable;
let endpoint: SqsEndpoint;
let queues: { survey: Queue; retire: Queue };

beforeAll(async () => {
  simulator = await startSimulator({ accounts: parseAccountFile(JSON.stringify(file)), clock: systemClock });
  table = await startTable({});
  const made = (name: string): Queue =>
    createQueue({ name, arn: `arn:aws:sqs:us-east-1:${account}:${name}`, visibility: 60_000 }, systemClock);
  queues = { survey: made('survey'), retire: made('retire') };
  endpoint = await startSqsEndpoint(Object.values(queues));
}, 60_000);

afterAll(async () => {
  await endpoint.close();
  await table.close();
  await simulator.close();
});

const policyFile = join(mkdtempSync(join(tmpdir(), 'imagewarden-policy-')), 'policy.json');
writeFileSync(policyFile, policyForPackage(aPolicy()));

/** Settings of whoever's machine this is, with which no client would take an endpoint of ours: bundles do not look for any. */
const home = mkdtempSync(join(tmpdir(), 'imagewarden-home-'));
mkdirSync(join(home, '.aws'));
writeFileSync(join(home, '.aws', 'config'), '[default]\nuse_fips_endpoint = true\n');

const script = `
const { handler } = await import(process.env.BUNDLE);
const context = { ...JSON.parse(process.env.CONTEXT), getRemainingTimeInMillis: () => 600000 };
process.stdout.write('ANSWER ' + JSON.stringify((await handler(JSON.parse(process.env.EVENT), context)) ?? null));
`;

/** Invokes a bundle in a process of its own; what it logs comes before its answer. */
async function invoke(name: string, event: unknown): Promise<{ answer: unknown; logs: string }> {
  const env = {
    ...simulator.environment,
    ...table.environment,
    HOME: home,
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL_SQS: endpoint.url,
    SURVEY_QUEUE_URL: endpoint.urlOf(queues.survey),
    RETIRE_QUEUE_URL: endpoint.urlOf(queues.retire),
    POLICY_FILE: policyFile,
    CURSOR_KEY: 'arn:aws:cloudformation:us-east-1:123456789012:stack/imagewarden/1',
    BUNDLE: join(bundles, name, 'handler.mjs'),
    EVENT: JSON.stringify(event),
    CONTEXT: JSON.stringify(contextOf(name, 600_000, systemClock)),
  };
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    env,
  });
  const [logs = '', answer = 'null'] = stdout.split('ANSWER ');
  return { logs, answer: JSON.parse(answer) };
}

it('takes an image its whole way: swept, surveyed, retired', async () => {
  await invoke('sweep', { scheduledAt: new Date().toISOString() });
  const errands = queues.survey.receive(10);
  expect(errands).toHaveLength(3);
  for (const errand of errands) {
    const { answer } = await invoke('survey', batchOf(queues.survey, [errand]));
    expect(answer).toEqual({ batchItemFailures: [] });
  }
  const due = queues.retire.receive(10);
  expect(due).toHaveLength(2);
  for (const errand of due) {
    const { answer, logs } = await invoke('retire', batchOf(queues.retire, [errand]));
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(logs).toContain('"ImagesDeleted":1');
    expect(logs).toContain('"message":"Scope retired"');
  }
  const archive = createArchive({ client: table.client, name: table.name, clock: systemClock });
  const gone = await archive.gone({ account, region: 'us-east-1', kind: 'ec2' });
  expect(gone.map(({ latest }) => [latest.after.image.id, latest.event])).toEqual([['ami-1', 'deleted']]);
  const { answer } = await invoke('history', {
    rawPath: '/api/scopes',
    rawQueryString: '',
    headers: {},
    requestContext: { domainName: 'x.lambda-url.us-east-1.on.aws', http: { method: 'GET' } },
  });
  expect(answer).toMatchObject({ statusCode: 200 });
  expect(JSON.stringify(answer)).toContain(`${account}/us-east-1/ec2`);
}, 60_000);

/** Each client knows its service by such a name. */
function clientsReadAtStart(name: string): string[] {
  const read = new Map<string, string>();
  const follow = (file: string): void => {
    if (read.has(file)) return;
    const text = readFileSync(join(bundles, name, file), 'utf8');
    read.set(file, text);
    for (const [, next = ''] of text.matchAll(/(?:from|import)"\.\/([\w-]+\.mjs)"/g)) follow(next);
  };
  follow('handler.mjs');
  const services = [...read.values()].flatMap((text) =>
    [...text.matchAll(/"com\.amazonaws\.(\w+)/g)].map(([, service]) => service!),
  );
  return [...new Set(services)].sort();
}

it.each([
  ['sweep', ['dynamodb', 'sts']],
  ['survey', ['dynamodb', 'sts']],
  ['react', ['dynamodb', 'sts']],
  ['retire', ['dynamodb', 'sts']],
  ['history', ['dynamodb']],
])('a start of %s reads the clients of %j, and no others', (name, clients) => {
  expect(clientsReadAtStart(name)).toEqual(clients);
});

it('drops a message that is no errand, and says so', async () => {
  const { answer, logs } = await invoke('survey', {
    Records: [{ messageId: 'm-1', body: '{"scope":"all"}' }],
  });
  expect(answer).toEqual({ batchItemFailures: [] });
  expect(logs).toContain('"UnreadableMessages":1');
});
