/** Points tried, here or in a worker. */
import { nameOf, type Point } from './fault.ts';
import { problemsIn, type Measure } from './judge.ts';
import { pointsOf } from './points.ts';
import { prepare, type Scene } from './scene.ts';
import { tryOnce, type Trial } from './try.ts';
import type { Seen } from './watch.ts';
import type { Beginning } from './watched.ts';

/** A scene made ready: it can be handed to a worker. */
export interface Ready {
  readonly beginning: Beginning;
  readonly measure: Measure;
}

export interface Survey {
  readonly ready: Ready;
  readonly points: readonly Point[];
  /** Of the undisturbed run: those that are to be disturbed. */
  readonly calls: readonly Seen[];
  /** What is wrong with the undisturbed run itself. */
  readonly problems: readonly string[];
}

export async function makeReady(scene: Scene): Promise<Survey> {
  const beginning = await prepare(scene);
  const trial = await tryOnce(beginning);
  const undisturbed = trial.stands.at(-1);
  if (undisturbed === undefined) throw new Error('there was no run');
  const measure = { free: scene.free, perRun: scene.policy.limits.perRun, undisturbed };
  const kept = scene.free
    .filter((id) => undisturbed.images.includes(id))
    .map((id) => `${id} was not deleted`);
  const isDisturbed = ({ process }: Seen): boolean =>
    scene.heard === undefined || process.startsWith('react');
  const calls = trial.calls.filter(isDisturbed);
  return {
    ready: { beginning, measure },
    points: pointsOf(calls),
    calls,
    problems: [...problemsIn(trial, measure), ...kept].map((problem) => `undisturbed run: ${problem}`),
  };
}

const tries = 5;

/** What did not hold. A trial that a busy machine disturbed is made again. */
export async function failuresAt(point: Point, { beginning, measure }: Ready): Promise<string[]> {
  let trial: Trial | undefined;
  for (let made = 0; made < tries && (trial === undefined || trial.disturbed); made++)
    trial = await tryOnce(beginning, { point, patience: 250 * 3 ** made });
  if (trial === undefined || trial.disturbed) return [`${nameOf(point)}: this machine is too busy to try it`];
  return problemsIn(trial, measure).map((problem) => `${nameOf(point)}: ${problem}`);
}
