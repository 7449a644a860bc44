/** Images that no pipeline made: each has its own reason to stay, or none. */
import { day, iso, type Instant } from '../../../shared/domain/time.ts';
import type { MachineImage } from '../account/shapes.ts';
import { launch } from './fleets.ts';
import { register } from './machine-image.ts';
import { dayStart, daysBefore, type Scene } from './scene.ts';

export interface HandMade {
  readonly live: (number: number) => void;
  /** Images that somebody removed behind the service's back. */
  readonly removed: () => number;
}

/** The account that one image is shared with. */
const partner = '444455556666';

export function createHandMade(scene: Scene): HandMade {
  addSpecial(scene);
  addShareOfSnapshot(scene);
  addFailures(scene);
  const loadtest = addFamily('loadtest', scene);
  let scratch: MachineImage | undefined;
  let removed = 0;
  return {
    removed: () => removed,
    live: (number) => {
      // Launched every five days, for minutes: no reading ever shows an instance.
      if (number % 5 === 0 && loadtest !== undefined) loadtest.LastLaunchedTime = iso(dayStart(number));
      if (number === 12)
        scratch = register({ name: 'scratch-1.0', at: dayStart(12), gib: [30] }, scene.away, scene.random);
      if (number === 24 && scratch !== undefined) {
        scene.away.ec2.images.remove(scratch);
        scene.news.call('ec2', 'DeregisterImage', { imageId: scratch.ImageId }, scene.away);
        scene.news.ami(scratch, 'deregistered', scene.away);
        removed += 1;
      }
    },
  };
}

const longAgo = (nth: number): Instant => dayStart(-daysBefore) - (200 - 20 * nth) * day;

/** Four versions of one image, oldest first; gives the oldest. */
function addFamily(name: string, { home, random }: Scene): MachineImage | undefined {
  const [oldest] = [1, 2, 3, 4].map((nth) =>
    register({ name: `${name}-3.${nth}`, at: longAgo(nth), gib: [20] }, home, random),
  );
  return oldest;
}

function addSpecial(scene: Scene): void {
  const frozen = addFamily('vault', scene);
  if (frozen !== undefined) frozen.DeregistrationProtection = 'enabled-without-cooldown';
  const kept = addFamily('erp', scene);
  kept?.Tags?.push({ Key: 'imagewarden:keep', Value: 'auditors, until 2027' });
  const shared = addFamily('partner-agent', scene);
  scene.home.ec2.launchPermissions.set(shared?.ImageId ?? '', [{ UserId: partner }]);
}

/** Two AMIs on one data snapshot; an instance runs the second. */
function addShareOfSnapshot(scene: Scene): void {
  const { home, random } = scene;
  const first = register({ name: 'ml-train-7', at: longAgo(1), gib: [40, 500] }, home, random);
  const data = first.BlockDeviceMappings?.[1]?.Ebs?.SnapshotId ?? '';
  const second = register({ name: 'ml-train-8', at: longAgo(2), gib: [40], onto: data }, home, random);
  for (const nth of [9, 10])
    register({ name: `ml-train-${nth}`, at: longAgo(nth - 6), gib: [40] }, home, random);
  home.ec2.instances.add(launch(second, longAgo(2), scene));
}

function addFailures({ away, random }: Scene): void {
  for (const nth of [1, 2, 3]) {
    const image = register({ name: `packer-nas-1.${nth}`, at: longAgo(nth), gib: [] }, away, random);
    image.State = 'failed';
    image.StateReason = { Code: 'Server.InternalError', Message: 'The snapshot could not be made' };
  }
}
