/** Which images a rule selects: every part by itself, and what becomes of an image that lacks what a part asks for. */
import { expect, it } from 'vitest';
import type { Image } from '../../../shared/domain/image.ts';
import { ruleFor } from '../../../shared/pipeline/decide/select.ts';
import { anImage } from '../../support/facts.ts';
import { aPolicy, aRule } from '../../support/policies.ts';

const selected = (select: object, image: Image): boolean =>
  ruleFor(image, aPolicy({ rules: [aRule({ select })] }).rules) !== undefined;

const built = anImage({
  platform: 'linux',
  recipe: 'web',
  pipeline: 'nightly',
  tags: { team: 'web', constructor: 'x' },
});

it.each([
  [{ kinds: ['ec2'] }, { kinds: ['appstream'] }],
  [{ accounts: ['123456789012'] }, { accounts: ['999999999999'] }],
  [{ regions: ['us-east-1'] }, { regions: ['eu-west-1'] }],
  [{ platforms: ['windows', 'linux'] }, { platforms: ['windows'] }],
  [{ names: ['api-*', 'web-*'] }, { names: ['api-*'] }],
  [{ recipes: ['w*'] }, { recipes: ['api'] }],
  [{ pipelines: ['night*'] }, { pipelines: ['weekly'] }],
  [{ states: ['available'] }, { states: ['failed'] }],
  [{ tags: { team: ['api', 'web'] } }, { tags: { team: 'api' } }],
  [{ tags: { team: '*' } }, { tags: { family: '*' } }],
  [{ tags: { team: 'web', constructor: 'x' } }, { tags: { team: 'web', family: 'x' } }],
])('selects an image by %j, and not by %j', (fitting, other) => {
  expect(selected(fitting, built)).toBe(true);
  expect(selected(other, built)).toBe(false);
});

it.each([{ platforms: ['linux'] }, { recipes: ['*'] }, { pipelines: ['*'] }, { tags: { team: '*' } }])(
  'selects by %j no image that has none',
  (select) => {
    const { tags: _tags, ...bare } = anImage();
    expect(selected(select, bare)).toBe(false);
  },
);

it('takes no word that every object knows for a tag of an image', () => {
  expect(selected({ tags: { constructor: '*' } }, anImage({ tags: {} }))).toBe(false);
  expect(selected({ tags: { toString: '*' } }, anImage({ tags: {} }))).toBe(false);
});
