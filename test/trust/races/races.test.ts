/** A sample of the races that `npm run trust` tries in full, always the same. */
import { describe, expect, it } from 'vitest';
import { small } from '../faults/scenes.ts';
import { makeReady } from '../faults/tried.ts';
import { isDeletion, targetOf } from '../faults/targets.ts';
import { intrude, target } from './intrude.ts';
import { intrusions } from './intrusion.ts';
import { failuresOfPair } from './pair.ts';

const { ready, calls } = await makeReady(small);

const looking = calls.findIndex(
  ({ process, operation }) => process === 'retire-1' && operation === 'DescribeImages',
);
const deleting = calls.findIndex((call) => isDeletion(call) && targetOf(call.input) === target);

describe.each(intrusions.map((intrusion) => [intrusion.name, intrusion] as const))(
  'when %s',
  (_, intrusion) => {
    it('before the second look, the image is kept', async () => {
      expect(await intrude(intrusion, { at: looking, late: false }, ready)).toEqual({
        reached: true,
        failures: [],
        deleted: false,
      });
    });
  },
);

it('keeps an image that is used six minutes after the look, before the deletion', async () => {
  const [instance] = intrusions;
  const intruded = await intrude(instance!, { at: deleting - 1, late: true }, ready);
  expect(intruded).toEqual({ reached: true, failures: [], deleted: false });
});

it('deletes an image that is used only after the last reading of it: nothing else could be known', async () => {
  const [instance] = intrusions;
  const intruded = await intrude(instance!, { at: deleting, late: false }, ready);
  expect(intruded).toEqual({ reached: true, failures: [], deleted: true });
});

it.each([
  ['retire', 14],
  ['retire', 46],
  ['retire', 48],
  ['survey', 24],
  ['sweep', 1],
] as const)('does once what two processes of %s are at, one stopping at its call %d', async (name, at) => {
  expect(await failuresOfPair({ name }, at, ready)).toEqual([]);
});

it('does once what two sweeps a day apart are at, the earlier one coming last', async () => {
  expect(await failuresOfPair({ name: 'survey', later: true }, 20, ready)).toEqual([]);
});
