/** AppStream images: a quota of ten, which failed and old images fill until somebody retires them. */
import { day, hour, iso, type Instant } from '../../../shared/domain/time.ts';
import type { AppStreamImage } from '../account/shapes.ts';
import type { World } from '../aws/world/world.ts';
import { account, dateIn, dayStart, type Scene } from './scene.ts';

export const quota = 10;
const everyDays = 3;
const failing = 0.3;

export interface Desktops {
  readonly live: (number: number) => void;
  /** Days on which a new image was refused because the quota was full. */
  readonly refusedOn: readonly number[];
  /** How many images there are now. */
  readonly held: () => number;
}

export function createDesktops(scene: Scene): Desktops {
  const world = scene.home;
  const refusedOn: number[] = [];
  let making: AppStreamImage | undefined;
  return {
    refusedOn,
    held: () => world.appstream.images.all().length,
    live: (number) => {
      if (making !== undefined) finish(making, scene);
      making = undefined;
      follow(scene, dayStart(number));
      if (number % everyDays !== 0) return;
      if (world.appstream.images.all().length >= quota) {
        refusedOn.push(number);
        return;
      }
      making = begin(dayStart(number) + 4 * hour, world);
    },
  };
}

const arnOf = (what: string, name: string, { region }: World): string =>
  `arn:aws:appstream:${region}:${account}:${what}/${name}`;

function begin(at: Instant, world: World): AppStreamImage {
  const name = `desk-cad-${dateIn(at)}`;
  const image: AppStreamImage = {
    Name: name,
    Arn: arnOf('image', name, world),
    State: 'PENDING',
    Visibility: 'PRIVATE',
    Platform: 'WINDOWS_SERVER_2022',
    CreatedTime: iso(at),
    ImageBuilderSupported: true,
  };
  world.appstream.images.add(image);
  return image;
}

function finish(image: AppStreamImage, { random }: Scene): void {
  image.State = random.happens(failing) ? 'FAILED' : 'AVAILABLE';
  if (image.State === 'FAILED')
    image.StateChangeReason = { Code: 'INTERNAL_ERROR', Message: 'The image could not be created' };
}

/** The desktops take the newest image a day after it is out; a stopped fleet and a builder stay with the first. */
function follow({ home: world, news }: Scene, now: Instant): void {
  const { images, fleets, imageBuilders } = world.appstream;
  const ready = images
    .all()
    .filter(({ State, CreatedTime = '' }) => State === 'AVAILABLE' && CreatedTime <= iso(now - day));
  const [first, newest] = [ready[0], ready.at(-1)];
  if (first === undefined || newest === undefined) return;
  if (fleets.all().length === 0) {
    fleets.add(fleetOf('designers', 'RUNNING', newest, world), fleetOf('trainees', 'STOPPED', first, world));
    imageBuilders.add({
      Name: 'workbench',
      Arn: arnOf('image-builder', 'workbench', world),
      ImageArn: first.Arn,
      State: 'STOPPED',
    });
  }
  const designers = fleets.get('designers');
  if (designers === undefined || designers.ImageName === newest.Name) return;
  designers.ImageName = newest.Name;
  designers.ImageArn = newest.Arn;
  news.call('appstream', 'UpdateFleet', { name: 'designers', imageName: newest.Name }, world);
}

const fleetOf = (Name: string, State: string, image: AppStreamImage, world: World) => ({
  Name,
  Arn: arnOf('fleet', Name, world),
  State,
  ImageName: image.Name,
  ImageArn: image.Arn,
  InstanceType: 'stream.standard.medium',
  ComputeCapacityStatus: { Desired: 1 },
});
