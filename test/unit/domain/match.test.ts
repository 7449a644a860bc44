import { describe, expect, it } from 'vitest';
import { allTagsMatch, globCovers, globFor, protectingTag } from '../../../shared/domain/match.ts';

describe('a glob', () => {
  it.each([
    ['', ''],
    ['*', ''],
    ['*', 'web'],
    ['**', 'web'],
    ['web', 'web'],
    ['web*', 'web'],
    ['*web', 'web'],
    ['w?b', 'web'],
    ['???', 'web'],
    ['w*b', 'weeb'],
    ['*-lts', 'web-lts-lts'],
    ['a*b*c', 'aXbbXbc'],
    ['*a?', 'aab'],
    ['a[b].c/d', 'a[b].c/d'],
    ['*?', 'x'],
  ])('%j covers %j', (glob, name) => {
    expect(globCovers(glob, name)).toBe(true);
  });

  it.each([
    ['', 'a'],
    ['a', ''],
    ['?', ''],
    ['web', 'webs'],
    ['webs', 'web'],
    ['web', 'xweb'],
    ['web-*', 'web'],
    ['*-lts', 'web-lts-1'],
    ['a*b*c', 'acb'],
    ['w?b', 'wb'],
    ['a?', 'a'],
    ['*a', 'ab'],
    ['[ab]', 'a'],
    ['Web', 'web'],
    ['*undefined', 'web'],
  ])('%j does not cover %j', (glob, name) => {
    expect(globCovers(glob, name)).toBe(false);
  });

  it('of several is told by its own words, the first that covers', () => {
    expect(globFor(['x', 'w*', '*'], 'web')).toBe('w*');
    expect(globFor(['x'], 'web')).toBeUndefined();
  });
});

describe('tags', () => {
  const tags = { team: 'web', empty: '' };

  it.each([
    [{ team: '*' as const }, true],
    [{ team: ['api', 'web'] }, true],
    [{ empty: '*' as const }, true],
    [{ empty: [''] }, true],
    [{}, true],
    [{ team: ['api'] }, false],
    [{ team: ['we'] }, false],
    [{ team: [] }, false],
    [{ other: '*' as const }, false],
    [{ constructor: '*' as const }, false],
    [{ team: '*' as const, other: '*' as const }, false],
  ])('match %j all: %s', (match, all) => {
    expect(allTagsMatch(tags, match)).toBe(all);
  });

  it('protect by the first that matches', () => {
    expect(protectingTag(tags, { other: '*', team: ['web'], empty: '*' })).toBe('team');
    expect(protectingTag(tags, { other: '*', team: ['api'] })).toBeUndefined();
  });
});
