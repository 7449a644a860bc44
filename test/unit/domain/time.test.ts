import { describe, expect, it } from 'vitest';
import {
  day,
  durationText,
  hour,
  instantOf,
  iso,
  minute,
  second,
  week,
} from '../../../shared/domain/time.ts';

describe('a moment', () => {
  it.each([
    ['2026-11-01T09:30:15.250Z', '2026-11-01T09:30:15.250Z'],
    ['2026-11-01T09:30:15Z', '2026-11-01T09:30:15.000Z'],
    ['2026-11-01T09:30Z', '2026-11-01T09:30:00.000Z'],
    ['2026-11-01T09:30:15.123456789Z', '2026-11-01T09:30:15.123Z'],
    ['2026-11-01T09:30:00+01:00', '2026-11-01T08:30:00.000Z'],
    ['2026-11-01T09:30:00-0530', '2026-11-01T15:00:00.000Z'],
    ['2026-11-01T00:30:00+01:00', '2026-10-31T23:30:00.000Z'],
    ['2026-11-01', '2026-11-01T00:00:00.000Z'],
    ['2028-02-29', '2028-02-29T00:00:00.000Z'],
  ])('is read from %s', (text, moment) => {
    expect(iso(instantOf(text) ?? 0)).toBe(moment);
  });

  it.each([
    undefined,
    '',
    'soon',
    '2026-11-01T09:30:00',
    '2026-11-01 09:30:00Z',
    '2026-11-01T09:30:00Z ',
    '2026-11-01T09:30:00Z (noon)',
    ' 2026-11-01T09:30:00Z',
    'x2026-11-01',
    '2026-11-01(2026-11-01',
    '2026-11-01(2026-11-01T09:30:00Z',
    '2026-11-01x',
    '2026-11-1',
    '2026-13-01',
    '2026-02-30',
    '2026-02-29T00:00:00Z',
    '2026-11-01T25:00:00Z',
    '2026-11-01T09:30:00.1234567890Z',
    '1793534400000',
    '2026',
  ])('is not read from %j: anything but a moment is none, and never now', (text) => {
    expect(instantOf(text)).toBeUndefined();
  });
});

it('has units that are made of one another', () => {
  expect([second, minute, hour, day, week]).toEqual([1_000, 60_000, 3_600_000, 86_400_000, 604_800_000]);
});

it.each([
  [4 * week, '4w'],
  [30 * day, '30d'],
  [36 * hour, '36h'],
  [0, '0d'],
  [1.5 * hour, '1.5h'],
])('tells %d milliseconds as %s', (length, text) => {
  expect(durationText(length)).toBe(text);
});
