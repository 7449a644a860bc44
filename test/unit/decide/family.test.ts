import { expect, it } from 'vitest';
import type { Image } from '../../../shared/domain/image.ts';
import { day } from '../../../shared/domain/time.ts';
import { noon } from '../../support/facts.ts';
import { aPolicy, aRule } from '../../support/policies.ts';
import { aSighting } from '../../support/sightings.ts';
import { decide } from '../../../shared/pipeline/decide/decide.ts';

const retired = (images: readonly Partial<Image>[], rule: Record<string, unknown>): string[] =>
  decide(
    images.map((image) => aSighting(image)),
    aPolicy({ rules: [aRule(rule)] }),
    noon,
    new Map(),
  )
    .filter(({ verdict }) => verdict === 'retire')
    .map(({ image }) => image.id);

const aged = (id: string, days: number, rest: Partial<Image> = {}): Partial<Image> => ({
  id,
  name: `web-${id}`.replace('ami-', ''),
  createdAt: noon - days * day,
  ...rest,
});

it('counts the newest before any age test', () => {
  const images = [aged('ami-1', 1), aged('ami-2', 100), aged('ami-3', 200)];
  expect(retired(images, { keep: { newest: 1 } })).toEqual(['ami-2', 'ami-3']);
});

it.each(['deprecated', 'disabled', 'failed', 'cancelled', 'pending'] as const)(
  'gives no slot to a %s image',
  (state) => {
    const images = [aged('ami-1', 50, { state }), aged('ami-2', 100), aged('ami-3', 200)];
    const select = { states: ['available', 'deprecated', 'disabled', 'failed', 'cancelled', 'pending'] };
    const gone = retired(images, { select, keep: { newest: 1 } });
    expect(gone.filter((id) => id !== 'ami-1')).toEqual(['ami-3']);
  },
);

it('takes the greater id for the newer of equal ages', () => {
  expect(
    retired([aged('ami-b', 100, { name: 'web-1' }), aged('ami-a', 100, { name: 'web-2' })], {
      keep: { newest: 1 },
    }),
  ).toEqual(['ami-a']);
});

it('lets a family die out only where newest is 0', () => {
  expect(retired([aged('ami-1', 100)], { keep: { newest: 0 } })).toEqual(['ami-1']);
  expect(retired([aged('ami-1', 100)], {})).toEqual(['ami-1']);
  expect(retired([aged('ami-1', 100)], { keep: {} })).toEqual([]);
});

it('groups by what the rule says', () => {
  const images = [
    aged('ami-1', 100, { architecture: 'arm64', tags: { family: 'a' } }),
    aged('ami-2', 101, { architecture: 'x86_64', tags: { family: 'a' } }),
    aged('ami-3', 102, { architecture: 'x86_64', tags: { family: 'a' } }),
  ];
  const rule = (family: string[]) => ({ family, keep: { newest: 1 } });
  expect(retired(images, rule(['tag:family', 'architecture']))).toEqual(['ami-3']);
  expect(retired(images, rule(['tag:family']))).toEqual(['ami-2', 'ami-3']);
  expect(retired(images, rule(['name']))).toEqual([]);
});

it('takes an absent field for a value of its own, and not for the empty text', () => {
  const images = [aged('ami-1', 100, { tags: {} }), aged('ami-2', 101, { tags: { family: '' } })];
  expect(retired(images, { family: ['tag:family'], keep: { newest: 1 } })).toEqual([]);
});

it('keeps the newest of a family although an image whose family could not be read is newer', () => {
  const unread = aSighting(aged('ami-9', 1), {
    unclassified: true,
    blind: [{ reading: 'appstream:ListTagsForResource', error: 'X' }],
  });
  const plan = decide(
    [unread, aSighting(aged('ami-1', 100))],
    aPolicy({ rules: [aRule({ family: ['tag:family'], keep: { newest: 1 } })] }),
    noon,
    new Map(),
  );
  expect(plan.map(({ verdict }) => verdict)).toEqual(['keep', 'keep']);
});

it('counts an image whose users could not be read: its family is known', () => {
  const blind = [{ reading: 'appstream:DescribeFleets', error: 'X' }];
  const plan = decide(
    [aSighting(aged('ami-9', 50), { blind }), aSighting(aged('ami-1', 100), { blind })],
    aPolicy({ rules: [aRule({ keep: { newest: 1 } })] }),
    noon,
    new Map(),
  );
  expect(plan.map(({ reasons }) => reasons.map(({ code }) => code))).toEqual([
    ['users-unknown'],
    ['newest', 'users-unknown'],
  ]);
});

it('tells the family by every field that the rule names, and by none what the image lacks', () => {
  const family = ['kind', 'name', 'name-stem', 'architecture', 'platform', 'recipe', 'pipeline', 'tag:a'];
  const rules = [aRule({ family, keep: { newest: 1 } })];
  const told = (image: Partial<Image>): string | undefined =>
    decide([aSighting(aged('ami-1', 100, image))], aPolicy({ rules }), noon, new Map())[0]?.reasons[0]
      ?.detail;
  const origin = { architecture: 'arm64', platform: 'linux', recipe: 'r', pipeline: 'p' } as const;
  expect(told({ ...origin, tags: { a: 'x' } })).toBe(
    'one of the 1 newest of architecture=arm64, kind=ec2, name=web-1, name-stem=web, pipeline=p, platform=linux, ' +
      'recipe=r, tag:a=x',
  );
  expect(told({ tags: {} })).toBe(
    'one of the 1 newest of architecture=(none), kind=ec2, name=web-1, name-stem=web, pipeline=(none), ' +
      'platform=(none), recipe=(none), tag:a=(none)',
  );
});

it('groups images whose tags were not read by what else the rule says', () => {
  const untagged = (id: string, days: number) => {
    const { tags: _tags, ...image } = aSighting(aged(id, days)).image;
    return { ...aSighting(), image };
  };
  const rules = [aRule({ family: ['tag:a'], keep: { newest: 1 } })];
  const plan = decide([untagged('ami-1', 100), untagged('ami-2', 101)], aPolicy({ rules }), noon, new Map());
  expect(plan.map(({ verdict }) => verdict)).toEqual(['keep', 'retire']);
});
