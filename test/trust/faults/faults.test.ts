/**
 * A sample of what `npm run trust` tries in full, always the same: in a small account, the faults that leave a deletion
 * open, those around the deletion of a snapshot that was left over, and for every third operation one fault on the middle
 * one of its calls. Timeouts are left out, since they take real time.
 */
import { expect, it } from 'vitest';
import { nameOf, type Fault, type Point } from './fault.ts';
import { small } from './scenes.ts';
import { failuresAt, makeReady } from './tried.ts';

const { points, calls, problems, ready } = await makeReady(small);

const hard: readonly Fault[] = ['denied', 'failed-but-done', 'answer-cut', 'killed-before', 'killed-after'];
const deletion = hard.map((fault): Point => ({ service: 'ec2', operation: 'DeregisterImage', n: 1, fault }));

/** The calls with which a leftover snapshot's deletion is announced, made, and told. */
const snapshot = calls.findIndex(({ operation }) => operation === 'DeleteSnapshot');
const around = calls
  .slice(snapshot, snapshot + 4)
  .map(({ service, operation, n }): Point => ({ service, operation, n, fault: 'killed-after' }));

const quick = points.filter(({ fault }) => !fault.startsWith('timeout'));
const byOperation = Object.values(
  Object.groupBy(quick, ({ service, operation }) => `${service}:${operation}`),
);
const sample = byOperation.flatMap((all = [], at) => {
  const middle = Math.ceil((all.at(-1)?.n ?? 0) / 2);
  const there = all.filter(({ n }) => n === middle);
  return at % 3 === 0 ? (there[at % there.length] ?? []) : [];
});

it('has nothing to say about an undisturbed run', () => {
  expect(problems).toEqual([]);
  expect(points.length).toBeGreaterThan(800);
  expect(sample.length).toBeGreaterThan(6);
});

it.each([...deletion, ...around, ...sample].map((point) => [nameOf(point), point] as const))(
  'two healthy runs make up for %s',
  async (_, point) => {
    expect(await failuresAt(point, ready)).toEqual([]);
  },
);
