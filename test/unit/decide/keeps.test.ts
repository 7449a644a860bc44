/** Each reason to keep an image, alone, against an image that would otherwise be retired. */
import { describe, expect, it } from 'vitest';
import type { Sighting } from '../../../shared/domain/evidence.ts';
import type { Image } from '../../../shared/domain/image.ts';
import { day } from '../../../shared/domain/time.ts';
import { judgeOf } from '../../../shared/pipeline/decide/decide.ts';
import { noon } from '../../support/facts.ts';
import { aPolicy, aRule } from '../../support/policies.ts';
import { aSighting, codesOf, lineFor } from '../../support/sightings.ts';

interface Case {
  readonly keeps: string;
  readonly code: string;
  readonly image?: Partial<Image>;
  readonly seen?: Partial<Omit<Sighting, 'image'>>;
  readonly policy?: Record<string, unknown>;
}

const cases: Case[] = [
  {
    keeps: 'an image that an instance uses',
    code: 'in-use',
    seen: { users: [{ resource: 'i-1', durable: false }] },
  },
  {
    keeps: 'an image whose users could not be read',
    code: 'users-unknown',
    seen: { blind: [{ reading: 'ec2:DescribeImageReferences', error: 'UnauthorizedOperation' }] },
  },
  {
    keeps: 'a shared image',
    code: 'shared',
    seen: { protections: [{ code: 'shared', detail: '111122223333' }] },
  },
  { keeps: 'a public image', code: 'public', seen: { protections: [{ code: 'public', detail: 'all' }] } },
  {
    keeps: 'an image protected against deregistration',
    code: 'deregistration-protected',
    seen: { protections: [{ code: 'deregistration-protected', detail: 'enabled' }] },
  },
  {
    keeps: 'an image that AWS Backup manages',
    code: 'managed-elsewhere',
    seen: { protections: [{ code: 'managed-elsewhere', detail: 'AWS Backup' }] },
  },
  {
    keeps: 'a build whose AMI exists',
    code: 'outputs-exist',
    seen: { protections: [{ code: 'outputs-exist', detail: 'ami-2' }] },
  },
  { keeps: 'an image with the keep tag', code: 'protected-tag', image: { tags: { 'imagewarden:keep': '' } } },
  {
    keeps: 'an image with a tag that the policy protects',
    code: 'protected-tag',
    image: { tags: { lifecycle: 'hold' } },
    policy: { protect: { tags: { lifecycle: ['permanent', 'hold'] } } },
  },
  {
    keeps: 'an image with a name that the policy protects',
    code: 'protected-name',
    image: { name: 'golden-2-lts' },
    policy: { protect: { names: ['golden-*-lts'] } },
  },
  { keeps: 'a pending image', code: 'not-settled', image: { state: 'pending' } },
  {
    keeps: 'an image in a state that AWS does not explain',
    code: 'not-settled',
    image: { state: 'unknown' },
  },
  {
    keeps: 'an image that was launched a moment less than the window ago',
    code: 'recently-launched',
    image: { lastLaunchedAt: noon - 14 * day },
    policy: { rules: [aRule({ keep: { newest: 0, launchedWithin: '14d' } })] },
  },
  {
    keeps: 'an image of exactly the age',
    code: 'too-young',
    image: { createdAt: noon - 30 * day },
  },
  {
    keeps: 'the newest of its family',
    code: 'newest',
    policy: { rules: [aRule({ keep: { newest: 1 } })] },
  },
  {
    keeps: 'an image that no rule selects',
    code: 'no-rule',
    policy: { rules: [aRule({ select: { names: ['x'] } })] },
  },
];

const allStates = {
  rules: [aRule({ select: { states: ['available', 'pending', 'unknown', 'deprecated'] } })],
};

describe.each(cases)('$code', ({ keeps, code, image = {}, seen = {}, policy }) => {
  it(`keeps ${keeps}, and says only that`, () => {
    const line = lineFor('ami-1', [aSighting(image, seen)], aPolicy(policy ?? allStates));
    expect(line.verdict).toBe('keep');
    expect(codesOf(line)).toEqual([code]);
    expect(line.dueAt).toBeUndefined();
  });

  it(`would not retire ${keeps}`, () => {
    const sighting = aSighting(image, seen);
    expect(judgeOf([sighting], aPolicy(policy ?? allStates), noon, new Map()).retired()).toEqual([]);
  });
});

it('would retire an image that nothing keeps', () => {
  expect(judgeOf([aSighting()], aPolicy(), noon, new Map()).retired()).toEqual([aSighting()]);
});

it('retires an image a millisecond older than the age', () => {
  const line = lineFor('ami-1', [aSighting({ createdAt: noon - 30 * day - 1 })], aPolicy());
  expect(line.verdict).toBe('retire');
  expect(codesOf(line)).toEqual(['stale']);
});

it('retires an image launched a millisecond before the window', () => {
  const rules = [aRule({ keep: { newest: 0, launchedWithin: '14d' } })];
  const line = lineFor('ami-1', [aSighting({ lastLaunchedAt: noon - 14 * day - 1 })], aPolicy({ rules }));
  expect(line.verdict).toBe('retire');
});

it('retires an image that was never launched, as far as its launches can keep it', () => {
  const rules = [aRule({ keep: { newest: 0, launchedWithin: '14d' } })];
  expect(lineFor('ami-1', [aSighting()], aPolicy({ rules })).verdict).toBe('retire');
});

it('keeps an image of unknown age, and gives it no newest slot', () => {
  const { createdAt: _unknown, ...ageless } = aSighting().image;
  const rules = [aRule({ keep: { newest: 1 } })];
  const other = aSighting({ id: 'ami-2', name: 'web-2' });
  const sightings = [{ ...aSighting(), image: ageless }, other];
  expect(codesOf(lineFor('ami-1', sightings, aPolicy({ rules })))).toEqual(['age-unknown']);
  expect(codesOf(lineFor('ami-2', sightings, aPolicy({ rules })))).toEqual(['newest']);
});

it('says failed of a failed image, whatever it is named', () => {
  const rules = [aRule({ select: { states: ['failed'] }, keep: { newest: 1 } })];
  expect(codesOf(lineFor('ami-1', [aSighting({ state: 'failed' })], aPolicy({ rules })))).toEqual(['failed']);
});

it('lists every reason, one per code, sorted, naming every user', () => {
  const users = ['b', 'a', 'a'].map((resource) => ({ resource, durable: true }));
  const line = lineFor(
    'ami-1',
    [aSighting({ createdAt: noon - day, tags: { 'imagewarden:keep': '1' } }, { users })],
    aPolicy(),
  );
  expect(codesOf(line)).toEqual(['in-use', 'protected-tag', 'too-young']);
  expect(line.reasons[0]?.detail).toBe('a, b');
});

it('names twenty of ten thousand users and counts the rest', () => {
  const users = Array.from({ length: 10_000 }, (_, i) => ({
    resource: `i-${String(i).padStart(5, '0')}`,
    durable: false,
  }));
  const detail = lineFor('ami-1', [aSighting({}, { users })], aPolicy()).reasons[0]?.detail ?? '';
  expect(detail.split(', ')).toEqual([
    ...Array.from({ length: 20 }, (_, i) => `i-000${String(i).padStart(2, '0')}`),
    'and 9980 more',
  ]);
});

it('names all of twenty users', () => {
  const users = Array.from({ length: 20 }, (_, i) => ({ resource: `i-${i + 10}`, durable: false }));
  const detail = lineFor('ami-1', [aSighting({}, { users })], aPolicy()).reasons[0]?.detail;
  expect(detail).toBe(users.map(({ resource }) => resource).join(', '));
});

it('lets the first rule that matches decide, and no other', () => {
  const rules = [
    aRule({ name: 'long', select: { names: ['web-*'] }, retire: { olderThan: '900d' } }),
    aRule({ name: 'short' }),
  ];
  const line = lineFor('ami-1', [aSighting()], aPolicy({ rules }));
  expect([line.rule, line.verdict]).toEqual(['long', 'keep']);
});

const lone = { rules: [aRule({ keep: { newest: 2, launchedWithin: '14d' } })] };

it.each<[string, Partial<Image>, Partial<Omit<Sighting, 'image'>>, Record<string, unknown>, string]>([
  ['that it is pending', { state: 'pending' }, {}, allStates, 'pending'],
  ['why it is pending', { state: 'pending', stateReason: 'a copy' }, {}, allStates, 'a copy'],
  [
    'what could not be read, and why',
    {},
    { blind: [{ reading: 'ec2:DescribeFleets', error: 'AccessDenied' }] },
    allStates,
    'ec2:DescribeFleets: AccessDenied',
  ],
  ['that no rule selects it', {}, {}, { rules: [] }, 'no rule selects it'],
  [
    'its age and the age that is wanted',
    { createdAt: noon - day },
    {},
    allStates,
    'created 2026-10-31T12:00:00.000Z; old retires after 30d',
  ],
  ['its family', {}, {}, lone, 'one of the 2 newest of kind=ec2, name-stem=web'],
  [
    'its last launch',
    { lastLaunchedAt: noon - day, state: 'deprecated' },
    {},
    lone,
    'last launched 2026-10-31T12:00:00.000Z',
  ],
  [
    'that its last launch cannot be read',
    { lastLaunchUnreadable: true, state: 'deprecated' },
    {},
    lone,
    'its last launch cannot be read',
  ],
])('tells of a kept image %s', (_what, image, seen, policy, detail) => {
  const { verdict, reasons } = lineFor('ami-1', [aSighting(image, seen)], aPolicy(policy));
  expect(verdict).toBe('keep');
  expect(reasons.map((reason) => reason.detail)).toEqual([detail]);
});

it('tells of an image of unknown age that it carries none', () => {
  const { createdAt: _unknown, ...ageless } = aSighting().image;
  const { reasons } = lineFor('ami-1', [{ ...aSighting(), image: ageless }], aPolicy());
  expect(reasons).toEqual([{ code: 'age-unknown', detail: 'it carries no readable creation time' }]);
});

it('minds a last launch that cannot be read only where the rule asks for launches', () => {
  const asking = aPolicy({ rules: [aRule({ keep: { newest: 0, launchedWithin: '14d' } })] });
  const kept = lineFor('ami-1', [aSighting({ lastLaunchUnreadable: true })], asking);
  expect(codesOf(kept)).toEqual(['recently-launched']);
  const line = lineFor('ami-1', [aSighting({ lastLaunchUnreadable: true })], aPolicy());
  expect(line.verdict).toBe('retire');
});

it.each<[Partial<Image>, string, string]>([
  [{}, 'stale', 'old retires after 30d'],
  [{ state: 'failed' }, 'failed', 'failed; old retires after 30d'],
  [{ state: 'cancelled' }, 'failed', 'cancelled; old retires after 30d'],
  [{ state: 'failed', stateReason: 'no quota' }, 'failed', 'no quota; old retires after 30d'],
])('tells of a retired image %j why', (image, code, detail) => {
  const rules = [aRule({ select: { states: ['available', 'failed', 'cancelled'] } })];
  const { verdict, reasons } = lineFor('ami-1', [aSighting(image)], aPolicy({ rules }));
  expect(verdict).toBe('retire');
  expect(reasons).toEqual([{ code, detail }]);
});
