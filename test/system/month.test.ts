/** A month of a golden-image pipeline in virtual time. */
import { expect, it } from 'vitest';
import { day, iso } from '../../shared/domain/time.ts';
import { noon } from '../support/facts.ts';
import { aPolicy, aRule } from '../support/policies.ts';
import { startService, type TestService } from '../support/service.ts';

const policy = aPolicy({
  targets: [{ regions: ['us-east-1'], kinds: ['ec2', 'imagebuilder'] }],
  rules: [aRule({ name: 'golden', keep: { newest: 3 }, retire: { olderThan: '1d' } })],
});
const arnOf = (n: number) => `arn:aws:imagebuilder:us-east-1:123456789012:image/golden/1.0.0/${n}`;
const amiOf = (n: number) => `ami-${String(n).padStart(3, '0')}`;

function build({ world }: TestService, n: number, at: number): void {
  const snapshot = amiOf(n).replace('ami', 'snap');
  world.ec2.snapshots.add({ SnapshotId: snapshot });
  world.ec2.images.add({
    ImageId: amiOf(n),
    Name: `golden ${iso(at).slice(0, 10)}`,
    State: 'available',
    CreationDate: iso(at),
    BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: snapshot } }],
    Tags: [{ Key: 'Ec2ImageBuilderArn', Value: arnOf(n) }],
  });
  world.imagebuilder.summaries.add({
    arn: arnOf(n),
    name: 'golden',
    type: 'AMI',
    version: '1.0.0',
    platform: 'Linux',
    state: { status: 'AVAILABLE' },
    dateCreated: iso(at),
    outputResources: { amis: [{ region: 'us-east-1', image: amiOf(n), accountId: '123456789012' }] },
  });
}

it('keeps the three newest builds; each older one loses its AMI first and its record in a later run', async () => {
  const service = await startService({ accounts: {}, policy });
  const { world } = service;
  const lastAmis: string[][] = [];
  for (let today = 1; today <= 30; today++) {
    build(service, today, noon + today * day);
    const recordsBefore = world.imagebuilder.summaries.all().map(({ arn }) => arn);
    const amisBefore = new Set(world.ec2.images.all().map(({ ImageId }) => ImageId));
    await service.run(noon + today * day + day / 2);
    const records = new Set(world.imagebuilder.summaries.all().map(({ arn }) => arn));
    const gone = recordsBefore.filter((arn) => !records.has(arn));
    // No record went in the run in which its AMI was still there at the beginning.
    for (const arn of gone) expect(amisBefore).not.toContain(amiOf(Number(arn?.split('/').at(-1))));
    lastAmis.push(world.ec2.images.all().map(({ ImageId = '' }) => ImageId));
  }
  expect(lastAmis.at(-1)).toEqual([amiOf(28), amiOf(29), amiOf(30)]);
  expect(lastAmis.every((left) => left.length <= 3)).toBe(true);
  expect(world.ec2.snapshots.all()).toHaveLength(3);
  expect(world.imagebuilder.summaries.all().map(({ arn }) => arn)).toEqual(
    [27, 28, 29, 30].map((n) => arnOf(n)),
  );
  const gone = await service.archive.gone(service.scopes.find(({ kind }) => kind === 'imagebuilder')!);
  expect(gone).toHaveLength(26);
  expect(gone.every(({ latest }) => latest.event === 'deleted')).toBe(true);
});

it('keeps the record of a build while one of its AMIs is used', async () => {
  const service = await startService({ accounts: {}, policy });
  for (let n = 1; n <= 5; n++) build(service, n, noon + n * day);
  service.world.ec2.instances.add({ InstanceId: 'i-1', ImageId: amiOf(1), State: { Name: 'running' } });
  for (const later of [20, 21, 22]) await service.run(noon + later * day);
  expect(service.world.ec2.images.all().map(({ ImageId }) => ImageId)).toEqual([
    amiOf(1),
    amiOf(3),
    amiOf(4),
    amiOf(5),
  ]);
  expect(service.world.imagebuilder.summaries.all().map(({ arn }) => arn)).toEqual(
    [1, 3, 4, 5].map((n) => arnOf(n)),
  );
});
