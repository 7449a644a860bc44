/** Services behind launch templates and Auto Scaling groups, which move to the newest image some days after it is out. */
import { day, iso, type Duration, type Instant } from '../../../shared/domain/time.ts';
import type { Instance, MachineImage, TemplateVersion } from '../account/shapes.ts';
import type { World } from '../aws/world/world.ts';
import { account, type Scene } from './scene.ts';

interface Fleet {
  /** Of the images that it runs. */
  readonly family: string;
  readonly in: 'home' | 'away';
  readonly size: number;
  readonly delay: Duration;
}

const fleets: readonly Fleet[] = [
  { family: 'web-al2023', in: 'home', size: 2, delay: 2 * day },
  { family: 'web-al2023', in: 'away', size: 2, delay: 3 * day },
  { family: 'api-al2023', in: 'home', size: 2, delay: 3 * day },
  { family: 'api-al2023', in: 'away', size: 2, delay: 6 * day },
  { family: 'gpu-ubuntu', in: 'home', size: 2, delay: 3 * day },
];

/** A group that nobody looks after pins this version of the first fleet's template; nobody dares delete it. */
const pinnedVersion = 3;
const [pinned] = fleets;

export function createFleets(scene: Scene): { readonly live: (now: Instant) => void } {
  const steps = fleets.map((fleet) => createFleet(fleet, scene));
  return {
    live: (now) => {
      for (const step of steps) step(now);
    },
  };
}

function createFleet(fleet: Fleet, scene: Scene): (now: Instant) => void {
  const world = scene[fleet.in];
  const template = `lt-0${scene.random.hex(16)}`;
  addGroup(fleet.family, template, '$Latest', world);
  if (fleet === pinned) addGroup('reports-nightly', template, String(pinnedVersion), world);
  const running: Instance[] = [];
  return (now) => {
    const image = newestFor(fleet, world, scene, now - fleet.delay);
    if (image === undefined) return;
    deploy(template, fleet, image, now, world);
    renew(running, fleet, image, now, scene);
  };
}

function addGroup(name: string, template: string, version: string, { autoscaling, region }: World): void {
  autoscaling.groups.add({
    AutoScalingGroupName: name,
    AutoScalingGroupARN: `arn:aws:autoscaling:${region}:${account}:autoScalingGroup:demo:autoScalingGroupName/${name}`,
    LaunchTemplate: { LaunchTemplateId: template, Version: version },
    MinSize: 1,
    MaxSize: 8,
    DesiredCapacity: 1,
    DefaultCooldown: 300,
    AvailabilityZones: [`${region}a`],
    HealthCheckType: 'EC2',
    CreatedTime: '2025-06-01T09:00:00Z',
  });
}

/** Fleets only move to what is still registered. */
const newestFor = (
  { family }: Fleet,
  { ec2, region }: World,
  { releases }: Scene,
  until: Instant,
): MachineImage | undefined =>
  releases.findLast(
    (release) =>
      release.family === family &&
      release.region === region &&
      release.at <= until &&
      ec2.images.get(release.image.ImageId ?? '') !== undefined,
  )?.image;

/** A deployment makes a new version and deletes the one before, except where that is pinned. */
function deploy(template: string, fleet: Fleet, image: MachineImage, now: Instant, { ec2 }: World): void {
  const newest = ec2.templateVersions.named(template).at(-1);
  if (newest?.LaunchTemplateData?.ImageId === image.ImageId) return;
  const number = (newest?.VersionNumber ?? 0) + 1;
  const next: TemplateVersion = {
    LaunchTemplateId: template,
    LaunchTemplateName: fleet.family,
    VersionNumber: number,
    DefaultVersion: true,
    CreateTime: iso(now),
    LaunchTemplateData: { ImageId: image.ImageId, InstanceType: 'm7i.large' },
  };
  ec2.templateVersions.add(next);
  if (newest === undefined) return;
  newest.DefaultVersion = false;
  if (fleet !== pinned || newest.VersionNumber !== pinnedVersion) ec2.templateVersions.remove(newest);
}

/** Half of the fleet a day: old images stay in use for a while. */
function renew(running: Instance[], fleet: Fleet, image: MachineImage, now: Instant, scene: Scene): void {
  const { instances } = scene[fleet.in].ec2;
  const stale = running.filter(({ ImageId }) => ImageId !== image.ImageId);
  const leaving = running.length < fleet.size ? [] : stale.slice(0, Math.ceil(fleet.size / 2));
  for (const instance of leaving) {
    running.splice(running.indexOf(instance), 1);
    instances.remove(instance);
  }
  while (running.length < fleet.size) {
    const instance = launch(image, now, scene);
    scene.news.instance(instance.InstanceId ?? '', scene[fleet.in]);
    running.push(instance);
    instances.add(instance);
  }
}

export function launch(image: MachineImage, now: Instant, { random }: Scene): Instance {
  image.LastLaunchedTime = iso(now);
  return {
    InstanceId: `i-0${random.hex(16)}`,
    ImageId: image.ImageId,
    State: { Code: 16, Name: 'running' },
    InstanceType: 'm7i.large',
    LaunchTime: iso(now),
  };
}
