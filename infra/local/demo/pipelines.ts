/** Image Builder pipelines: a build every day or every few days, most of which become images in one or two regions. */
import { hour, iso, minute, type Instant } from '../../../shared/domain/time.ts';
import type { BuildSummary, MachineImage } from '../account/shapes.ts';
import type { World } from '../aws/world/world.ts';
import { register } from './machine-image.ts';
import { account, dateIn, daysBefore, dayStart, type Scene } from './scene.ts';

export interface Pipeline {
  /** Of the recipe, the builds and the AMIs. */
  readonly name: string;
  /** Its images go to the second region too. */
  readonly copied: boolean;
  readonly everyDays: number;
  readonly gib: readonly number[];
  readonly architecture: string;
  /** The recipe starts from the newest image of this other one. */
  readonly parent?: string;
}

export const pipelines: readonly Pipeline[] = [
  { name: 'base-al2023', copied: false, everyDays: 12, gib: [8], architecture: 'x86_64' },
  { name: 'web-al2023', copied: true, everyDays: 3, gib: [16], architecture: 'x86_64' },
  {
    name: 'api-al2023',

    copied: true,
    everyDays: 6,
    gib: [16, 40],
    architecture: 'arm64',
    parent: 'base-al2023',
  },
  { name: 'gpu-ubuntu', copied: false, everyDays: 9, gib: [60, 120], architecture: 'x86_64' },
];

/** What one build comes to. `broken`: its tests failed, and it left an AMI behind. */
type Fate = 'fine' | 'slow' | 'failed' | 'broken' | 'cancelled';

export interface Builds {
  /** Finishes what takes more than a day, then starts the builds of the day. */
  readonly live: (number: number) => void;
}

export function createBuilds(scene: Scene): Builds {
  for (const pipeline of pipelines) addRecipe(pipeline, scene);
  const finishing: (() => void)[] = [];
  return {
    live: (number) => {
      for (const finish of finishing.splice(0)) finish();
      for (const pipeline of pipelines)
        if (number % pipeline.everyDays === 0) build(pipeline, number, scene, finishing);
    },
  };
}

function addRecipe({ name, parent }: Pipeline, scene: Scene): void {
  const { imagebuilder, region } = scene.home;
  const arnOf = (what: string, image: string) => `arn:aws:imagebuilder:${region}:${account}:${what}/${image}`;
  imagebuilder.imageRecipes.add({
    arn: arnOf('image-recipe', `${name}/1.0.0`),
    name,
    version: '1.0.0',
    type: 'AMI',
    platform: 'Linux',
    owner: account,
    parentImage:
      parent === undefined
        ? `arn:aws:imagebuilder:${region}:aws:image/amazon-linux-2023-x86/x.x.x`
        : arnOf('image', `${parent}/x.x.x`),
  });
}

function build(pipeline: Pipeline, number: number, scene: Scene, finishing: (() => void)[]): void {
  const { random } = scene;
  const at = dayStart(number) + 3 * hour + Math.floor(random.next() * 90) * minute;
  // Versions only ever grow, however many builds were deleted meanwhile.
  const version = `1.0.${Math.floor((number + daysBefore) / pipeline.everyDays)}`;
  const summary = begin(pipeline, version, at, scene.home);
  const tell = (...states: string[]): void => {
    scene.news.build(summary, ['PENDING', ...states], scene.home);
  };
  switch (fateOf(random.next())) {
    case 'failed':
      summary.state = {
        status: 'FAILED',
        reason: 'The build phase failed: a component ended with exit code 1',
      };
      tell('BUILDING', 'FAILED');
      return;
    case 'cancelled':
      summary.state = { status: 'CANCELLED', reason: 'Cancelled by the user' };
      tell('BUILDING', 'CANCELLED');
      return;
    case 'broken':
      bringOut(summary, pipeline, at, scene.home, scene);
      summary.state = { status: 'FAILED', reason: 'The test phase failed: the service did not answer' };
      tell('BUILDING', 'TESTING', 'FAILED');
      return;
    case 'slow':
      finishing.push(distribute(summary, pipeline, at, scene));
      tell('BUILDING', 'TESTING', 'DISTRIBUTING');
      return;
    case 'fine':
      tell('BUILDING', 'TESTING', 'DISTRIBUTING');
      distribute(summary, pipeline, at, scene)();
  }
}

function fateOf(chance: number): Fate {
  if (chance < 0.09) return 'failed';
  if (chance < 0.14) return 'broken';
  if (chance < 0.16) return 'cancelled';
  return chance < 0.4 ? 'slow' : 'fine';
}

function begin(pipeline: Pipeline, version: string, at: Instant, world: World): BuildSummary {
  const { name } = pipeline;
  const { imagebuilder, region } = world;
  const arn = `arn:aws:imagebuilder:${region}:${account}:image/${name}/${version}/1`;
  const summary: BuildSummary = {
    arn,
    name,
    type: 'AMI',
    version: `${version}/1`,
    platform: 'Linux',
    owner: account,
    dateCreated: iso(at),
    state: { status: 'BUILDING' },
    outputResources: { amis: [] },
    tags: {},
  };
  imagebuilder.summaries.add(summary);
  return summary;
}

/** The image is there at home at once; the copy follows, and then the fleets may have it. Gives what finishes it. */
function distribute(summary: BuildSummary, pipeline: Pipeline, at: Instant, scene: Scene): () => void {
  summary.state = { status: 'DISTRIBUTING' };
  const made = worldsOf(pipeline, scene).map((world) => ({
    world,
    image: bringOut(summary, pipeline, at, world, scene),
  }));
  for (const { image } of made.slice(1)) image.State = 'pending';
  return () => {
    summary.state = { status: 'AVAILABLE' };
    scene.news.build(summary, ['DISTRIBUTING', 'AVAILABLE'], scene.home);
    for (const { world, image } of made) {
      const { region } = world;
      image.State = 'available';
      scene.news.ami(image, 'available', world);
      scene.releases.push({ family: pipeline.name, region, image, at });
    }
  };
}

const worldsOf = ({ copied }: Pipeline, { home, away }: Scene): World[] => (copied ? [home, away] : [home]);

function bringOut(
  summary: BuildSummary,
  { name, gib, architecture }: Pipeline,
  at: Instant,
  world: World,
  { random }: Scene,
): MachineImage {
  const tags = { CreatedBy: 'EC2 Image Builder', Ec2ImageBuilderArn: summary.arn ?? '' };
  const wanted = { name: `${name}-${dateIn(at)}`, at, gib, architecture, tags };
  const image = register(wanted, world, random);
  const amis = summary.outputResources?.amis ?? [];
  amis.push({ region: world.region, accountId: account, image: image.ImageId, name: wanted.name });
  summary.outputResources = { amis };
  return image;
}
