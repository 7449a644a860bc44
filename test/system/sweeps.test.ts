/** When a sweep is over, told once; and when it is not. */
import { expect, it, onTestFinished } from 'vitest';
import { batchOf, contextOf } from '../../infra/local/bus/invocation.ts';
import { day, iso, minute } from '../../shared/domain/time.ts';
import { accountWith, ami, amis, instanceOf } from '../support/amis.ts';
import { noon } from '../support/facts.ts';
import { aPolicy, ec2Policy } from '../support/policies.ts';
import { startService, type TestServiceSettings } from '../support/service.ts';
import { eventsOf } from '../support/told.ts';
import { startWire, writesIn } from '../support/wire.ts';

const start = async (settings: Partial<TestServiceSettings> = {}) =>
  startService({ accounts: accountWith([ami('ami-1')]), policy: aPolicy(), ...settings });
type Service = Awaited<ReturnType<typeof start>>;
const completedIn = ({ bus }: Service) => eventsOf('Sweep Completed', bus.told);

it('is told once all scopes have finished, with what came of it', async () => {
  const policy = aPolicy({ limits: { perRun: 2, share: '100%' } });
  const service = await start({
    accounts: accountWith([...amis(4), ami('ami-new', 1)]),
    policy,
    deliveries: 2,
  });
  await service.run(noon);
  expect(completedIn(service)).toMatchObject([
    {
      run: iso(noon),
      mode: 'enforce',
      policy: { hash: policy.hash },
      totals: {
        scopes: 3,
        owned: 5,
        keep: 1,
        retire: 4,
        deleted: 2,
        held: 2,
        refused: 0,
        unsure: 0,
        blindSpots: 0,
      },
      blindScopes: [],
    },
  ]);
});

it('names the scopes that could not be read in full', async () => {
  const service = await start();
  service.simulator.inject({
    service: 'appstream',
    operation: 'DescribeFleets',
    error: 'AccessDeniedException',
  });
  await service.run(noon);
  expect(completedIn(service)).toMatchObject([
    { totals: { blindSpots: 1 }, blindScopes: ['123456789012/us-east-1/appstream'] },
  ]);
});

it('waits for a retire function that ends late, and counts what all its deliveries did', async () => {
  const service = await start({ accounts: accountWith(amis(2)) });
  service.simulator.onCall(({ operation }) => {
    if (operation === 'DeregisterImage') service.clock.advanceTo(service.clock.now() + 15 * minute);
  });
  service.before('retire', () => {
    expect(completedIn(service)).toEqual([]);
  });
  await service.run(noon);
  expect(completedIn(service)).toMatchObject([{ totals: { deleted: 2, held: 0 } }]);
});

it.each(['survey', 'retire'] as const)(
  'is told by the message that comes again when the last %s is killed right after its run’s write',
  async (name) => {
    const policy = ec2Policy(name === 'survey' ? { mode: 'preview' } : {});
    const service = await start({ policy });
    const wire = await startWire(service.table.url);
    onTestFinished(async () => wire.close());
    let deliveries = 0;
    wire.onAnswer(async (operation) => {
      if (operation !== 'UpdateItem') return;
      const [run] = await service.archive.runs(service.scopes[0]!, noon, noon + 1);
      if (name === 'survey' || run?.retiredAt !== undefined) wire.cut();
    });
    service.before(name, () => {
      service.deploy(policy, deliveries++ === 0 ? { AWS_ENDPOINT_URL_DYNAMODB: wire.url } : {});
    });
    await service.run(noon);
    expect(deliveries).toBe(2);
    expect(completedIn(service)).toMatchObject([{ totals: { deleted: name === 'survey' ? 0 : 1 } }]);
  },
);

it('is told by one of several that finish at once and all see each other finished', async () => {
  const service = await start({ policy: aPolicy({ mode: 'preview' }) });
  const { functions, bus, clock, table } = service;
  await functions.sweep({ scheduledAt: iso(noon) }, contextOf('sweep', minute, clock));
  const queue = bus.queues.survey;
  let runs = 0;
  let release = (): void => undefined;
  const allWritten = new Promise<void>((resolve) => (release = resolve));
  table.onAnswer(async (operation) => {
    if (operation !== 'UpdateItem' || ++runs > 3) return;
    if (runs === 3) release();
    await allWritten;
  });
  const surveys = queue
    .receive(10)
    .map(async (message) => functions.survey(batchOf(queue, [message]), contextOf('survey', minute, clock)));
  expect(await Promise.all(surveys)).toHaveLength(3);
  expect(table.operations.filter((operation) => operation === 'UpdateItem')).toHaveLength(6);
  expect(completedIn(service)).toHaveLength(1);
});

it('waits for a retire function although a doubled survey finds nothing left to retire', async () => {
  const service = await start({ policy: ec2Policy() });
  let again = async (): Promise<unknown> => Promise.resolve();
  service.before('survey', (event, context) => {
    again = async () => service.functions.survey(event, context);
  });
  let early: unknown;
  service.before('retire', async () => {
    if (early !== undefined) return;
    service.world.ec2.instances.add(instanceOf('ami-1'));
    await again();
    early = completedIn(service);
  });
  await service.run(noon);
  expect(early).toEqual([]);
  expect(completedIn(service)).toHaveLength(1);
});

it('is told once however often its messages come', async () => {
  const service = await start({ deliveries: 3 });
  await service.run(noon);
  await service.run(noon);
  expect(completedIn(service)).toHaveLength(1);
});

it('goes by what it set out for when the policy changes on the way', async () => {
  const service = await start({ policy: aPolicy({ mode: 'preview' }) });
  let surveys = 0;
  service.before('survey', () => {
    if (surveys++ === 1) service.deploy(ec2Policy({ mode: 'preview' }));
  });
  await service.run(noon);
  expect(completedIn(service)).toMatchObject([
    { policy: { hash: aPolicy({ mode: 'preview' }).hash }, totals: { scopes: 3 } },
  ]);
});

it('is counted as unfinished by the next one, and never told, where a scope came to no end', async () => {
  const service = await start({ policy: aPolicy({ mode: 'preview' }) });
  let broken = true;
  service.before('survey', ({ Records: [record] }) => {
    if (broken && record?.body.includes('appstream') === true) throw new Error('the survey broke');
  });
  await service.run(noon);
  expect(service.metrics.get('SweepsUnfinished')).toBe(0);
  expect(completedIn(service)).toEqual([]);
  broken = false;
  await service.run(noon + day);
  expect(service.metrics.get('SweepsUnfinished')).toBe(1);
  await service.run(noon + 2 * day);
  expect(service.metrics.get('SweepsUnfinished')).toBe(1);
  expect(completedIn(service).map(({ run }) => run)).toEqual([iso(noon + day), iso(noon + 2 * day)]);
});

it('costs two writes of its own, and one per scope where nothing changed', async () => {
  const regions = ['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'eu-west-1', 'eu-west-2', 'eu-west-3'];
  const policy = aPolicy({ targets: [{ regions, kinds: ['ec2', 'appstream'] }], mode: 'preview' });
  const service = await start({ policy });
  await service.run(noon);
  const before = writesIn(service.table);
  await service.run(noon + day);
  expect(writesIn(service.table) - before).toBe(service.scopes.length + 2);
  expect(completedIn(service)).toMatchObject([{ totals: { scopes: 14 } }, { totals: { scopes: 14 } }]);
});
