/** What has to hold after any fault whatsoever: every way in which it does not, in words. */
import type { Entry, Known } from '../../../shared/domain/history.ts';
import { isKill, type Point } from './fault.ts';
import { left } from './scene.ts';
import type { Deletion, Stand, Trial } from './try.ts';

/** What the trials of one scene are measured by. */
export interface Measure {
  readonly free: readonly string[];
  /** Most AMIs that one run may attempt. */
  readonly perRun: number;
  readonly undisturbed: Stand;
}

export function problemsIn(trial: Trial, { free, perRun, undisturbed }: Measure): string[] {
  return [
    ...reached(trial),
    ...neededIsThere(trial, free),
    ...nothingUnread(trial),
    ...bounded(trial, perRun),
    ...sameEnd(trial, undisturbed),
    ...trial.stands.flatMap(nothingFalselyGone),
    ...told(trial),
    ...once(trial),
    ...nothingOpen(trial),
  ];
}

const reached = ({ point, hit }: Trial): string[] =>
  point !== undefined && hit === undefined ? ['the run never came to this call'] : [];

/** Used, protected, or too young: never deleted, whatever could not be read. */
const neededIsThere = ({ deletions }: Trial, free: readonly string[]): string[] =>
  deletions
    .filter(({ operation, id }) => operation !== 'DeleteSnapshot' && !free.includes(id))
    .map(({ operation, id }) => `${operation} was asked for ${id}, which is needed`);

function bounded({ deletions }: Trial, perRun: number): string[] {
  const amis = deletions.filter(({ operation }) => operation === 'DeregisterImage');
  return [...new Set(amis.map(({ run }) => run))].flatMap((run) => {
    const tried = new Set(amis.filter((one) => one.run === run).map(({ id }) => id)).size;
    return tried > perRun ? [`one run tried ${tried} AMIs, and may try ${perRun}`] : [];
  });
}

const nothingUnread = ({ deletions }: Trial): string[] =>
  deletions.flatMap(({ service, operation, id, blind }) =>
    blind
      .filter((reading) => speaksOf(reading, service) && operation !== 'DeleteSnapshot')
      .map((reading) => `${id} was deleted though ${reading} had not been read`),
  );

/** AppStream's users are of AppStream's images, all others of AMIs. */
const speaksOf = (reading: string, service: string): boolean =>
  service === (reading.startsWith('appstream') ? 'appstream' : 'ec2');

function sameEnd({ stands }: Trial, usual: Stand): string[] {
  const end = stands.at(-1);
  if (end === undefined) return ['there was no run'];
  return [
    ...difference('images', end.images, usual.images),
    ...difference('snapshots', end.snapshots, usual.snapshots),
    ...difference('standing in the ledger', end.standing.map(inWords), usual.standing.map(inWords)),
    ...difference('gone in the ledger', end.gone.map(inWords), usual.gone.map(inWords)),
  ];
}

const inWords = ({ latest: { after } }: Known): string =>
  [after.image.id, after.image.state, after.decision.verdict, after.gone?.how ?? 'there'].join(' ');

function difference(what: string, now: readonly string[], usual: readonly string[]): string[] {
  const extra = now.filter((one) => !usual.includes(one));
  const missing = usual.filter((one) => !now.includes(one));
  if (extra.length === 0 && missing.length === 0) return [];
  return [`${what}: more are ${extra.join(', ') || 'none'}; fewer are ${missing.join(', ') || 'none'}`];
}

/** What is told to be deleted is not there any more, and nothing of ours is told to be somebody else's. */
const nothingFalselyGone = ({ images, snapshots, gone, standing }: Stand): string[] => [
  ...gone
    .filter(({ latest }) => images.includes(latest.after.image.id))
    .map(({ latest }) => `${latest.after.image.id} is told to be ${latest.event}, and is there`),
  ...gone
    .filter(({ latest }) => latest.after.gone?.how === 'vanished')
    .map(({ latest }) => `${latest.after.image.id} is told to have vanished, and was ours`),
  ...standing
    .filter(({ latest }) => latest.after.result?.outcome === 'deleted')
    .map(({ latest }) => `${latest.after.image.id} stands, with a result that says it is deleted`),
  ...gone
    .flatMap(({ latest }) => latest.after.result?.snapshots ?? [])
    .filter(({ id, result }) => result === 'success' && snapshots.includes(id))
    .map(({ id }) => `the snapshot ${id} is told to be deleted, and is there`),
];

const accepted = ({ deletions }: Trial): Deletion[] => {
  const there = deletions.filter((deletion) => deletion.there);
  return there.filter(({ id }, at) => there.findLastIndex((other) => other.id === id) === at);
};

/** Every deletion has intent and receipt in the ledger, and the other way round. */
function told(trial: Trial): string[] {
  const { histories, stands } = trial;
  const end = stands.at(-1);
  const took = accepted(trial).filter(
    ({ id }) => ![...(end?.images ?? []), ...(end?.snapshots ?? [])].includes(id),
  );
  const images = took.filter(({ operation }) => operation !== 'DeleteSnapshot');
  const entriesOf = (id: string): readonly Entry[] =>
    [...histories].filter(([key]) => key.startsWith(`${id}\n`)).flatMap(([, entries]) => entries);
  return [
    ...images.flatMap(({ id }) => untold(id, entriesOf(id), 'intent', ['deleted'])),
    ...took
      .filter(({ operation }) => operation === 'DeleteSnapshot')
      .flatMap(({ id }) => untoldSnapshot(id, [...histories.values()].flat())),
    ...[...histories].flatMap(([key, entries]) => {
      const [id = ''] = key.split('\n');
      // Deleted by the run of the day before.
      if (id === left) return [];
      const deletions = entries.filter(({ event }) => event === 'deleted').length;
      const made = images.filter((one) => one.id === id).length;
      return deletions === made
        ? []
        : [`${id} is told to be deleted ${deletions} times, and was ${made} times`];
    }),
  ];
}

function untold(
  id: string,
  entries: readonly Entry[],
  intent: string,
  receipts: readonly string[],
): string[] {
  const opened = entries.findIndex(({ event }) => event === intent);
  if (opened < 0) return [`${id} was deleted without an intent`];
  const closed = entries.findIndex(({ event }, at) => at > opened && receipts.includes(event));
  return closed < 0 ? [`${id} was deleted without a receipt`] : [];
}

function untoldSnapshot(id: string, entries: readonly Entry[]): string[] {
  const telling = entries.some(
    ({ event, after }) =>
      event === 'snapshot-receipt' &&
      after.result?.snapshots?.some((one) => one.id === id && one.result === 'success') === true,
  );
  const announced = entries.some(({ event }) => event === 'snapshot-intent');
  return telling && announced ? [] : [`the snapshot ${id} was deleted without intent and receipt`];
}

/** No image is asked to be deleted again once it was answered; nor is it announced twice in a run, but for a lost answer. */
function once(trial: Trial): string[] {
  const { deletions, histories, point } = trial;
  const again = deletions.filter(({ id, run, there }, at) =>
    deletions
      .slice(0, at)
      .some((before) => before.id === id && !isOpen(before, point) && (before.run === run || !there)),
  );
  const twice = [...histories].flatMap(([key, entries]) => {
    const [id = ''] = key.split('\n');
    const intents = entries.filter(({ event }) => event === 'intent').map(({ run }) => run);
    const doubled = intents.filter((run, at) => intents.indexOf(run) !== at);
    return doubled.length > 0 && !explains(trial, id) ? [`${id} was announced twice in one run`] : [];
  });
  return [...again.map(({ operation, id }) => `${operation} was asked for ${id} again`), ...twice];
}

/**
 * Asked, and perhaps never answered; or, of a snapshot, answered and perhaps never told: it is asked for again then, since
 * no listing is looked at for it.
 */
const isOpen = ({ hit, process, operation }: Deletion, point: Point | undefined): boolean =>
  hit ||
  (isKill(point?.fault) && process.startsWith('retire-1')) ||
  (operation === 'DeleteSnapshot' && point?.service === 'dynamodb');

/** Whether the fault may have kept the function from hearing, or from recording, what became of the first try. */
function explains({ point, hit, deletions }: Trial, id: string): boolean {
  if (point === undefined || hit === undefined) return false;
  const itself = deletions.some((deletion) => deletion.id === id && deletion.hit);
  return itself || isKill(point.fault) || point.service === 'dynamodb';
}

/** At the end nothing is announced and unsettled, nothing left over that could be deleted, no errand given up. */
const nothingOpen = ({ stands, dead }: Trial): string[] => [
  ...(stands.at(-1)?.standing ?? [])
    .filter(({ latest }) => latest.after.intent !== undefined)
    .map(({ latest }) => `${latest.after.image.id} still has an open intent`),
  ...dead.map((body) => `an errand was given up: ${body}`),
];
