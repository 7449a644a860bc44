/** Every listing is read to its last page, however oddly AWS cuts it. */
import { describe, expect, it } from 'vitest';
import { isRecord } from '../../../infra/local/account/wire.ts';
import { kinds } from '../../../shared/domain/image.ts';
import { readings, type ReadingName } from '../../../shared/providers/actions.ts';
import type { Listing, SoFar } from '../../../shared/pipeline/ports.ts';
import { aScope } from '../../support/facts.ts';
import { createReader, type Page } from '../../../shared/providers/reader.ts';
import { accountWith, amis } from '../../support/amis.ts';
import { planOf, policyFor, simulate } from '../../support/simulated.ts';
import { richAccount } from './rich.ts';

describe.each(kinds)('the plan for %s', (kind) => {
  const policy = policyFor(kind);

  it.each([
    ['pages of one', { pageSize: 1 }],
    ['pages of three', { pageSize: 3 }],
    ['an empty page with a token before each', { pageSize: 2, switches: { emptyPageWithToken: true } }],
    ['trap: an empty last token', { pageSize: 2, switches: { emptyLastToken: true } }],
    [
      'a listing of builds for each version',
      { pageSize: 2, switches: { buildsListedWithoutVersion: false } },
    ],
  ])('is the same with %s', async (_, settings) => {
    const whole = await planOf(richAccount, { policy });
    expect(await planOf(richAccount, { policy, ...settings })).toEqual(whole);
  });

  it('trap 3: asks for ids and for pages in different requests', async () => {
    const { plan, calls } = await simulate(richAccount, { policy });
    await plan();
    const mixed = calls.filter(({ input }) => isRecord(input) && hasIds(input) && 'MaxResults' in input);
    expect(mixed.map(({ operation }) => operation)).toEqual([]);
  });

  it('trap 2: sends no empty list of ids, which would describe everything', async () => {
    const { plan, calls } = await simulate(richAccount, { policy });
    await plan();
    const empty = calls.filter(({ input }) => isRecord(input) && Object.values(input).some(isEmptyList));
    expect(empty.map(({ operation }) => operation)).toEqual([]);
  });
});

/** DescribeImageReferences is the one operation that takes both. */
const hasIds = (input: Record<string, unknown>): boolean =>
  ['InstanceIds', 'SnapshotIds', 'FleetIds'].some((name) => name in input) ||
  ('ImageIds' in input && !('IncludeAllResourceTypes' in input));

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

it('reads ten thousand AMIs with a call for each thousand', async () => {
  const young = amis(10_000).map((image) => ({ ...image, CreationDate: '2026-10-31T00:00:00.000Z' }));
  const { plan, simulator } = await simulate(accountWith(young), { policy: policyFor('ec2') });
  expect((await plan()).totals).toEqual({ keep: 10_000, retire: 0 });
  expect(simulator.calls()['ec2:DescribeImages']).toBe(10);
  expect(simulator.calls()['ec2:DescribeImageReferences']).toBeUndefined();
});

it('lists AMIs a part at a time, as the same images, each page asked for once', async () => {
  const settings = { policy: policyFor('ec2'), pageSize: 3 };
  const { simulator, connect } = await simulate(accountWith(amis(10)), settings);
  const { source } = await connect(aScope);
  const needs = { tags: false, origin: false };
  const whole = await source().list(needs);
  simulator.resetCalls();
  let soFar: SoFar<string> = { pages: [], whole: false };
  let listing: Listing | undefined;
  while (listing === undefined) {
    const read = await source().listOn!(needs, soFar, -Infinity);
    if ('open' in read) soFar = { pages: [...soFar.pages, ...read.pages], place: read.open, whole: false };
    else {
      listing = read;
      soFar = { pages: [...soFar.pages, ...(read.pages?.() ?? [])], whole: true };
    }
  }
  expect(simulator.calls()['ec2:DescribeImages']).toBe(4);
  const again = await source().listOn!(needs, soFar, -Infinity);
  if ('open' in again) throw new Error('it was whole');
  expect(simulator.calls()['ec2:DescribeImages']).toBe(4);
  for (const one of [listing, again]) {
    expect([...one.sightings]).toEqual([...whole.sightings]);
    expect(one.keys).toEqual(whole.keys);
    expect(one.complete).toBe(true);
  }
});

it('calls a listing that failed in a later part incomplete, with what the earlier ones showed', async () => {
  const denied = { operation: 'DescribeImages', error: 'UnauthorizedOperation', on: [2] };
  const account = { ...accountWith(amis(10)), faults: [{ service: 'ec2' as const, ...denied }] };
  const { connect } = await simulate(account, { policy: policyFor('ec2'), pageSize: 3 });
  const { source } = await connect(aScope);
  const needs = { tags: false, origin: false };
  const first = await source().listOn!(needs, { pages: [], whole: false }, -Infinity);
  if (!('open' in first)) throw new Error('it was meant to stop after one page');
  const soFar = { pages: first.pages, place: first.open, whole: false };
  const listing = await source().listOn!(needs, soFar, -Infinity);
  expect(listing).toMatchObject({
    complete: false,
    blindSpots: [{ reading: 'ec2:DescribeImages', error: 'UnauthorizedOperation' }],
  });
  expect('open' in listing ? undefined : [...listing.sightings]).toHaveLength(3);
});

describe('a listing', () => {
  const read = async (
    pages: Readonly<Record<string, Page<string>>>,
    reading: ReadingName = 'ec2:DescribeImages',
  ) => {
    const reader = createReader();
    const asked: (string | undefined)[] = [];
    const result = await reader.pages(reading, async (token) => {
      asked.push(token);
      return Promise.resolve(pages[token ?? 'first']!);
    });
    return { ...result, asked, calls: reader.calls() };
  };

  it('goes on after an empty page that has a token', async () => {
    const { items, blind } = await read({
      first: { items: [], token: 'a' },
      a: { items: undefined, token: 'b' },
      b: { items: ['x'], token: undefined },
    });
    expect({ items, blind }).toEqual({ items: ['x'], blind: [] });
  });

  it('ends with a token that is the empty text', async () => {
    const { items, blind, asked } = await read({ first: { items: ['x'], token: '' } });
    expect({ items, blind, asked }).toEqual({ items: ['x'], blind: [], asked: [undefined] });
  });

  it('that comes back to a token it has given is a blind spot, and ends', async () => {
    const { items, blind, calls } = await read({
      first: { items: ['x'], token: 'a' },
      a: { items: ['y'], token: 'b' },
      b: { items: ['z'], token: 'a' },
    });
    expect(items).toEqual(['x', 'y', 'z']);
    expect(blind).toEqual([{ reading: 'ec2:DescribeImages', error: 'RepeatedPageToken' }]);
    expect(calls).toEqual({ 'ec2:DescribeImages': 3 });
  });

  it('that repeats its first token at once is a blind spot, and ends', async () => {
    const { blind } = await read({ first: { items: [], token: 'a' }, a: { items: [], token: 'a' } });
    expect(blind).toHaveLength(1);
  });

  it.each(Object.keys(readings))('%s is known by its IAM action', (reading) => {
    expect(reading).toMatch(/^[a-z2]+:(Describe|List|Get)[A-Z]\w+$/);
  });
});
