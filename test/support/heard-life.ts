/** What others do to an account's images between two sweeps, and the events in which AWS tells of it. */
import fc from 'fast-check';
import type { AccountFileInput } from '../../infra/local/account/account-file.ts';
import type { Shelf } from '../../infra/local/aws/world/shelf.ts';
import type { World } from '../../infra/local/aws/world/world.ts';
import { day, iso } from '../../shared/domain/time.ts';
import { ami } from './amis.ts';
import { build } from './builds.ts';
import { noon } from './facts.ts';
import { amiSaid, buildSaid, callSaid, said, type Said } from './said.ts';
import { appstreamImage } from './streams.ts';

const place = { account: '123456789012', region: 'us-east-1' };
const ids = [1, 2, 3];

/** A fleet runs the first of three desktops, which alone is there. */
export const beginning = (): AccountFileInput => ({
  ...place,
  ec2: { Images: [ami('ami-1', 90), ami('ami-2', 80)] },
  imagebuilder: { imageSummaryList: [build('b1/1.0.0/1'), build('b2/1.0.0/1')] },
  appstream: { Images: [appstreamImage('desk-1', 90)], Fleets: [fleetOf(1)] },
});

const fleetOf = (n: number) => ({
  Arn: 'arn:aws:appstream:us-east-1:123456789012:fleet/f',
  Name: 'f',
  ImageName: `desk-${n}`,
  InstanceType: 'stream.standard.medium',
  ComputeCapacityStatus: { Desired: 1 },
  State: 'RUNNING' as const,
});

/** Exchanges what bears the id. */
function put<T extends object>(
  shelf: Shelf<T>,
  id: string,
  change: (old: T | undefined) => T | undefined,
): void {
  const old = shelf.get(id);
  if (old !== undefined) shelf.remove(old);
  const next = change(old);
  if (next !== undefined) shelf.add(next);
}

const nth = <T extends object>(shelf: Shelf<T>, n: number): T | undefined => shelf.all()[n - 1];

/** What happens to the nth image of a kind at a step, and what is said of it. Nothing is said where nothing happened. */
type Happening = (world: World, n: number, step: number) => readonly Said[];

const happenings = {
  'an AMI comes': ({ ec2 }, n, step) => {
    const id = `ami-${n}-${step}`;
    ec2.images.add(ami(id, 40));
    return [amiSaid(id, 'available')];
  },
  'an AMI is disabled': ({ ec2 }, n) => {
    const id = nth(ec2.images, n)?.ImageId ?? '';
    put(ec2.images, id, (old) => old && { ...old, State: 'disabled' });
    return [amiSaid(id, 'disabled')];
  },
  'an AMI is deregistered': ({ ec2 }, n) => {
    const id = nth(ec2.images, n)?.ImageId ?? '';
    put(ec2.images, id, () => undefined);
    return [amiSaid(id, 'deregistered'), callSaid('ec2', 'DeregisterImage', { imageId: id })];
  },
  'an AMI is launched from': ({ ec2 }, n) => {
    const ImageId = nth(ec2.images, n)?.ImageId ?? '';
    put(ec2.instances, 'i-1', () => ({ InstanceId: 'i-1', ImageId, State: { Name: 'running' } }));
    return [said('ec2', 'EC2 Instance State-change Notification', { 'instance-id': 'i-1' })];
  },
  // A build that is made again bears another number.
  'a build is made': ({ imagebuilder }, n, step) => {
    const path = `b${n}/1.0.0/${step + 2}`;
    imagebuilder.summaries.add(build(path, { dateCreated: iso(noon) }));
    return [buildSaid(path, 'BUILDING'), buildSaid(path, 'AVAILABLE')];
  },
  'a build fails': ({ imagebuilder }, n, step) => {
    const path = `b${n}/1.0.0/${step + 2}`;
    imagebuilder.summaries.add(build(path, { dateCreated: iso(noon), state: { status: 'FAILED' } }));
    return [buildSaid(path, 'FAILED')];
  },
  'a build is deleted': ({ imagebuilder }, n) => {
    const { arn } = nth(imagebuilder.summaries, n) ?? {};
    if (arn === undefined) return [];
    put(imagebuilder.summaries, arn, () => undefined);
    return [callSaid('imagebuilder', 'DeleteImage', { imageBuildVersionArn: arn })];
  },
  'a desktop is made': ({ appstream }, n, step) => {
    if (appstream.images.get(`desk-${n}`) !== undefined) return [];
    // Of the same name, and another image than the one before.
    appstream.images.add({ ...appstreamImage(`desk-${n}`), CreatedTime: iso(noon - 40 * day + step) });
    return [callSaid('appstream', 'CreateUpdatedImage', { newImageName: `desk-${n}` })];
  },
  'a desktop is deleted': ({ appstream }, n) => {
    put(appstream.images, `desk-${n}`, () => undefined);
    return [callSaid('appstream', 'DeleteImage', { name: `desk-${n}` })];
  },
  'a fleet changes its desktop': ({ appstream }, n) => {
    put(appstream.fleets, 'f', () => fleetOf(n));
    return [callSaid('appstream', 'UpdateFleet', { name: 'f', imageName: `desk-${n}` })];
  },
} as const satisfies Record<string, Happening>;

const names = Object.keys(happenings).filter((name): name is keyof typeof happenings => name in happenings);

export interface Step {
  readonly what: keyof typeof happenings;
  readonly n: number;
}

export const someSteps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({ what: fc.constantFrom(...names), n: fc.constantFrom(...ids) }),
  { minLength: 5, maxLength: 8 },
);

/** Does the step, and gives the events in which AWS would tell of it. */
export const happen = (world: World, { what, n }: Step, at: number): readonly Said[] =>
  happenings[what](world, n, at);
