/** Which of an image's entries its owner hears of. */
import { describe, expect, it } from 'vitest';
import type { Fact, Result } from '../../../shared/domain/history.ts';
import { day, iso } from '../../../shared/domain/time.ts';
import { noticeOf } from '../../../shared/pipeline/notice.ts';
import { aFact, anEntry, anImage, noon } from '../../support/facts.ts';

const mark = { since: noon, basis: 'b', armed: true };
const kept = aFact();
const due = (parts: Partial<Fact> = {}): Fact =>
  aFact({
    decision: {
      rule: 'old',
      verdict: 'retire',
      dueAt: noon + day,
      reasons: [{ code: 'stale', detail: 'old retires after 30d' }],
    },
    mark,
    ...parts,
  });
const held = (...codes: ('limit' | 'in-use')[]): Result => ({
  run: noon,
  outcome: 'held',
  held: codes.map((code) => ({ code, detail: '' })),
});
const gone = { at: noon, how: 'deleted' } as const;
const paused = aFact({
  decision: { verdict: 'keep', reasons: [{ code: 'users-unknown', detail: '' }] },
  mark,
});

const typeOf = (parts: Parameters<typeof anEntry>[0]) => noticeOf(anEntry(parts), 'enforce')?.type;

describe('a mark', () => {
  it.each([
    ['of an image never seen', undefined, due(), 'Image Marked'],
    ['of an image kept until now', kept, due(), 'Image Marked'],
    ['that only a preview had made before', due({ mark: { ...mark, armed: false } }), due(), 'Image Marked'],
    ['that starts anew', due({ mark: { ...mark, since: noon - day } }), due(), 'Image Marked'],
    ['by another rule', due({ mark: { ...mark, basis: 'a' } }), due(), 'Image Marked'],
    ['that goes on', due(), due({ users: ['arn'] }), undefined],
    ['that goes on after a pause', paused, due(), undefined],
    ['that pauses', due(), paused, undefined],
    ['of a preview', kept, due({ mark: { ...mark, armed: false } }), undefined],
    ['that ends', due(), kept, undefined],
    ['of an image that vanished', undefined, due({ gone: { at: noon, how: 'vanished' } }), undefined],
  ])('%s is told as it should be heard', (_words, before, after, type) => {
    expect(typeOf({ event: 'changed', ...(before && { before }), after })).toBe(type);
  });

  it('is told with when the image may be retired, by which rule, and why', () => {
    expect(noticeOf(anEntry({ before: kept, after: due() }), 'enforce')).toEqual({
      type: 'Image Marked',
      at: noon,
      detail: {
        image: 'ami-1',
        kind: 'ec2',
        account: '123456789012',
        region: 'us-east-1',
        name: 'web-1',
        state: 'available',
        rule: 'old',
        reasons: [{ code: 'stale', detail: 'old retires after 30d' }],
        dueAt: iso(noon + day),
        run: iso(noon),
        mode: 'enforce',
        policy: { hash: 'sha256:0' },
      },
    });
  });
});

describe('a hold', () => {
  it.each([
    ['that is the first', due(), held('limit'), 'Image Held'],
    ['for another reason', due({ result: held('limit') }), held('in-use'), 'Image Held'],
    ['for the same reason', due({ result: held('limit') }), held('limit'), undefined],
    ['after a refusal', due({ result: { run: noon, outcome: 'refused' } }), held('limit'), 'Image Held'],
  ])('%s is told if it is news', (_words, before, result, type) => {
    expect(typeOf({ event: 'held', before, after: due({ result }) })).toBe(type);
  });
});

describe('a retirement', () => {
  it.each(['deleted', 'already-gone'] as const)('is told when it is %s', (event) => {
    const result: Result = {
      run: noon - day,
      outcome: event,
      snapshots: [{ id: 'snap-1', result: 'success' }],
    };
    const notice = noticeOf(anEntry({ event, before: due(), after: due({ gone, result }) }), 'enforce');
    expect(notice?.type).toBe('Image Retired');
    expect(notice?.detail).toMatchObject({
      outcome: event,
      run: iso(noon - day),
      snapshots: [{ id: 'snap-1', result: 'success' }],
    });
  });

  it.each([
    'vanished',
    'refused',
    'unsure',
    'intent',
    'settled',
    'snapshot-intent',
    'snapshot-receipt',
  ] as const)('is not told of an entry that says %s', (event) => {
    expect(
      typeOf({ event, before: due(), after: due({ ...(event === 'vanished' && { gone }) }) }),
    ).toBeUndefined();
  });
});

it('tells no value of a tag', () => {
  const image = anImage({ tags: { team: 'secret' } });
  const decision = {
    verdict: 'keep' as const,
    reasons: [{ code: 'newest' as const, detail: 'tag:team=secret' }],
  };
  const result = { ...held(), held: decision.reasons };
  for (const event of ['held', 'deleted', 'changed'] as const)
    expect(
      JSON.stringify(noticeOf(anEntry({ event, after: due({ image, result }) }), 'enforce')),
    ).not.toContain('secret');
  const settled = anEntry({ event: 'deleted', after: aFact({ image, decision, gone }) });
  expect(JSON.stringify(noticeOf(settled, 'enforce'))).not.toContain('secret');
});
