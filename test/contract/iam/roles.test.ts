/**
 * The packaged roles, enforced: every function calls with a key of its own, and the simulated AWS, the table, the queues
 * and the event bus refuse what its role does not allow. `ROLES=all` takes away every action in turn, not some.
 */
import { DeregisterImageCommand, EC2Client } from '@aws-sdk/client-ec2';
import { expect, it } from 'vitest';
import { enteringStatement } from '../../../infra/aws/entering.ts';
import type { AccountFileInput } from '../../../infra/local/account/account-file.ts';
import { createAuthority, type Authority } from '../../../infra/local/aws/iam/authority.ts';
import { principalKey } from '../../../infra/local/aws/credentials.ts';
import { rolesOf } from '../../../infra/local/aws/iam/roles.ts';
import { statementsOf, type Statement } from '../../../infra/local/aws/iam/statements.ts';
import { startSimulator } from '../../../infra/local/aws/simulator.ts';
import { templateShape } from '../../../infra/local/template/template.ts';
import { createVirtualClock } from '../../../infra/local/virtual-clock.ts';
import { deletions } from '../../../shared/providers/actions.ts';
import { day, hour } from '../../../shared/domain/time.ts';
import { ami } from '../../support/amis.ts';
import { buildArn } from '../../support/builds.ts';
import { noon } from '../../support/facts.ts';
import { packagedTemplate } from '../../support/packaged.ts';
import { aPolicy, aRule } from '../../support/policies.ts';
import { idsIn, snapshotsIn, startService } from '../../support/service.ts';
import { putReports } from '../../support/usage-reports.ts';
import { richAccount } from '../providers/rich.ts';

const account = '123456789012';
const packaged = rolesOf({
  template: templateShape.parse(packagedTemplate()),
  account,
  region: 'us-east-1',
});

/** Its AppStream rule selects by tag, so that tags are read of every image. */
const policy = aPolicy({
  grace: '1d',
  readings: { usageReports: true },
  targets: [
    { regions: ['us-east-1'], accounts: ['self'] },
    {
      regions: ['us-east-1'],
      accounts: [{ id: '210987654321', role: 'arn:aws:iam::210987654321:role/imagewarden' }],
      kinds: ['ec2'],
    },
  ],
  rules: [aRule({ name: 'tagged', select: { tags: { team: 'web' } } }), aRule()],
});

/** As they would be packaged with that policy. */
const roles = new Map(
  [...packaged].map(([name, statements]) => {
    const entering = statementsOf({ Statement: [enteringStatement(policy)] }, name);
    const isEntering = ({ sid }: Statement): boolean => sid === entering[0]?.sid;
    return [name, statements.flatMap((one) => (isEntering(one) ? entering : one))] as const;
  }),
);

const others = { account: '210987654321', ec2: { Images: [ami('ami-other')] } };

const event = (type: string, source: string, detail: object, changes: object = {}) => ({
  'detail-type': type,
  source,
  account,
  region: 'us-east-1',
  resources: [],
  detail,
  ...changes,
});
const amiEvent = (ImageId: string, changes: object = {}) =>
  event('EC2 AMI State Change', 'aws.ec2', { ImageId, State: 'available' }, changes);

/** Of each kind, of an image that is not there, and of one in another account. */
const news = [
  amiEvent('ami-free-1'),
  amiEvent('ami-recipe'),
  amiEvent('ami-gone'),
  amiEvent('ami-other', { account: '210987654321' }),
  event(
    'EC2 Image Builder Image State Change',
    'aws.imagebuilder',
    { state: { status: 'AVAILABLE' } },
    { resources: [buildArn('free/1.0.0/1')] },
  ),
  event('AWS API Call via CloudTrail', 'aws.appstream', {
    eventSource: 'appstream.amazonaws.com',
    eventName: 'UpdateFleet',
    requestParameters: { imageName: 'free-1' },
  }),
];

const withOthers = (): AccountFileInput => {
  const file = structuredClone(richAccount);
  const Images = [...(file.ec2?.Images ?? []), ami('ami-x-heard', 5), ami('ami-x-missed', 5)];
  return { ...file, ec2: { ...file.ec2, Images } };
};

interface Lived {
  readonly authority: Authority;
  /** Everything that a reader of the ledger or of the account could notice, as text. */
  readonly left: string;
}

/** Marked, heard of, retired, and a snapshot that only the second try deletes. */
async function live(statements: ReadonlyMap<string, readonly Statement[]>): Promise<Lived> {
  const authority = createAuthority(statements);
  const service = await startService({
    accounts: [withOthers(), structuredClone(others)],
    policy,
    permit: authority.permit,
    // A listing that follows a deletion shows what is there.
    switches: { deregisterLag: 0, appstreamDeletingFor: 0 },
  });
  const { bus, world, metrics } = service;
  for (const place of [world, service.simulator.world(others.account)])
    putReports(place, {}, { createdAt: noon - 13 * hour });
  const documents: unknown[] = [];
  const run = async (at: number): Promise<void> => {
    documents.push(await service.run(at).catch((error: unknown) => String(error)));
  };
  for (const one of news) bus.publish(one);
  await bus.drain();
  for (const scope of service.scopes)
    documents.push((await service.standing(scope)).map(({ latest }) => latest.after));
  world.ec2.snapshotResults.set('snap-free-2', 'internal-error');
  await run(noon + hour);
  // Somebody else's hand: one is heard of, the other is missed by the next survey.
  for (const id of ['ami-x-heard', 'ami-x-missed']) world.ec2.images.remove(world.ec2.images.get(id)!);
  bus.publish(amiEvent('ami-x-heard', { detail: { ImageId: 'ami-x-heard', State: 'deregistered' } }));
  await bus.drain();
  // While the reports are young that the first run had made.
  await run(noon + day + 2 * hour);
  world.ec2.snapshotResults.clear();
  await run(noon + 3 * day);
  const left = [
    documents,
    idsIn(world),
    snapshotsIn(world),
    world.imagebuilder.summaries.all().map(({ arn }) => arn),
    world.appstream.images.all().map(({ Name }) => Name),
    [...metrics].sort(),
    bus.told.length,
    [...bus.all.values()].map(({ name, messages }) => [name, messages.length]),
  ];
  await service.close();
  return { authority, left: JSON.stringify(left) };
}

let lived: Promise<Lived> | undefined;
/** The run with nothing taken away, lived once; what the others are held against. */
const theWhole = async (): Promise<Lived> => (lived ??= live(roles));

it('lets a run through that looks, hears, records, tells and deletes', async () => {
  const whole = await theWhole();
  expect(whole.authority.refused).toEqual([]);
  const used = [...whole.authority.used.keys()];
  expect(used.filter((what) => deletions.some((action) => what.endsWith(action))).sort()).toEqual(
    deletions.map((action) => `RetireRole ${action}`),
  );
});

const allowed = [...roles].flatMap(([role, statements]) => {
  const granting = statements.filter(({ effect }) => effect === 'Allow');
  return [...new Set(granting.flatMap(({ actions }) => actions))].map((action) => [role, action] as const);
});

/** Allowed, and asked for by nothing in this run. */
const unused = [
  // Only for dead letters that Scheduler could not deliver.
  'ScheduleRole sqs:SendMessage',
  // Where Image Builder does not list all builds at once.
  'SurveyRole imagebuilder:ListImages',
  'ReactRole imagebuilder:ListImages',
  'RetireRole imagebuilder:ListImages',
  // Survey has had the reports made that retire reads.
  'RetireRole ec2:CreateImageUsageReport',
  // Only where a retirement outlasts its function's time (test/system/handed-on).
  'RetireRole sqs:SendMessage',
  // Asked only where the sweep before has not finished.
  'SweepRole dynamodb:BatchGetItem',
  // An event marks nothing and retires nothing, so react has had nothing to tell.
  'ReactRole events:PutEvents',
];

it('uses every action that is allowed, but for the ones that are named here', async () => {
  const { authority } = await theWhole();
  const never = allowed.map((words) => words.join(' ')).filter((what) => !authority.used.has(what));
  expect(never.filter((what) => !/ logs:|^HistoryRole/.test(what)).sort()).toEqual(unused.toSorted());
});

const withoutAction = (role: string, action: string): ReadonlyMap<string, readonly Statement[]> =>
  new Map(
    [...roles].map(([name, statements]) => [
      name,
      statements.map((one) => ({
        ...one,
        actions: one.actions.filter((other) => name !== role || other !== action),
      })),
    ]),
  );

const taken = allowed.filter((_, i) => process.env['ROLES'] === 'all' || i % 30 === 3);

it.each(taken)('shows in the run that %s lacks %s', async (role, action) => {
  const whole = await theWhole();
  if (!whole.authority.used.has(`${role} ${action}`)) return;
  const { authority, left } = await live(withoutAction(role, action));
  expect(authority.refused.length).toBeGreaterThan(0);
  expect(left).not.toBe(whole.left);
});

it('is refused by the role what bears the tag imagewarden:keep, whatever the code asks for', async () => {
  const { permit, refused } = createAuthority(roles);
  const Images = [ami('ami-kept', 100, { Tags: [{ Key: 'imagewarden:keep', Value: '' }] }), ami('ami-free')];
  const simulator = await startSimulator({
    accounts: [{ ec2: { Images } }],
    clock: createVirtualClock(noon),
    permit,
  });
  const client = new EC2Client({
    endpoint: simulator.url,
    region: 'us-east-1',
    credentials: { accessKeyId: principalKey(account, 'RetireRole'), secretAccessKey: 'x' },
  });
  const deregister = async (ImageId: string) => client.send(new DeregisterImageCommand({ ImageId }));
  await expect(deregister('ami-kept')).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
  await expect(deregister('ami-free')).resolves.toMatchObject({ Return: true });
  expect(refused).toEqual(['RetireRole ec2:DeregisterImage on arn:aws:ec2:us-east-1::image/ami-kept']);
  expect(idsIn(simulator.world())).toEqual(['ami-kept']);
  client.destroy();
  await simulator.close();
});
