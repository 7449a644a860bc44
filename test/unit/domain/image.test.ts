import { describe, expect, it } from 'vitest';
import { byAge, byPlace, compareText, keyOf, scopeId, type Image } from '../../../shared/domain/image.ts';
import { anImage } from '../../support/facts.ts';

const ageless = (id: string): Image => {
  const { createdAt: _unknown, ...image } = anImage({ id });
  return image;
};

it('is named by its scope, its id, and which of the bearers of that id it is', () => {
  expect(scopeId(anImage())).toBe('123456789012/us-east-1/ec2');
  expect(keyOf(anImage({ id: 'app', incarnation: '17' }))).toBe('app\n17');
});

it('compares texts by code units, whatever the locale', () => {
  expect([compareText('a', 'b'), compareText('b', 'a'), compareText('a', 'a')]).toEqual([-1, 1, 0]);
  expect(compareText('Z', 'a')).toBe(-1);
});

describe('the order of listings', () => {
  it.each<[Partial<Image>, Partial<Image>]>([
    [
      { kind: 'appstream', account: '2' },
      { kind: 'ec2', account: '1' },
    ],
    [
      { account: '1', region: 'b' },
      { account: '2', region: 'a' },
    ],
    [
      { region: 'a', id: 'b' },
      { region: 'b', id: 'a' },
    ],
    [
      { id: 'a', incarnation: '2' },
      { id: 'b', incarnation: '1' },
    ],
    [{ incarnation: '1' }, { incarnation: '2' }],
  ])('has %j before %j', (first, second) => {
    expect(byPlace(anImage(first), anImage(second))).toBe(-1);
    expect(byPlace(anImage(second), anImage(first))).toBe(1);
  });

  it('has an image at its own place', () => {
    expect(byPlace(anImage(), anImage())).toBe(0);
  });
});

describe('the order of ages', () => {
  it('has the older first, and of equal ages the smaller id', () => {
    const images = [
      anImage({ id: 'c', createdAt: 2 }),
      anImage({ id: 'b', createdAt: 2 }),
      anImage({ id: 'd', createdAt: 1 }),
    ];
    expect(images.sort(byAge).map(({ id }) => id)).toEqual(['d', 'b', 'c']);
  });

  it('has images of unknown age last, by their ids', () => {
    const images = [ageless('b'), anImage({ id: 'z', createdAt: 9 }), ageless('a')];
    expect(images.sort(byAge).map(({ id }) => id)).toEqual(['z', 'a', 'b']);
    expect(byAge(ageless('a'), ageless('a'))).toBe(0);
    expect(byAge(ageless('a'), anImage())).toBeGreaterThan(0);
  });
});
