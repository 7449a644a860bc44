import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '../../../infra/local/virtual-clock.ts';
import { minute, second } from '../../../shared/domain/time.ts';
import { createPace, shareOfRate, type Pace } from '../../../shared/runtime/pace.ts';
import { publishedRate, shareOf } from '../../../shared/runtime/rates.ts';

const rate = { burst: 10, perSecond: 2 };

const paceFrom = (isPublished = true) => {
  const clock = createVirtualClock(0);
  return { clock, pace: createPace({ clock, rate: isPublished ? rate : undefined, cautious: rate }) };
};

async function send(pace: Pace, count: number): Promise<number> {
  let last = 0;
  for (let i = 0; i < count; i++) last = await pace.turn();
  return last;
}

describe('a pace', () => {
  it('lets a burst go at once, and what follows at its rate', async () => {
    const { clock, pace } = paceFrom();
    await send(pace, 10);
    expect(clock.now()).toBe(0);
    await send(pace, 20);
    expect(clock.now()).toBe(10 * second);
  });

  it('holds its rate when many ask at once', async () => {
    const { clock, pace } = paceFrom();
    await Promise.all(Array.from({ length: 30 }, async () => pace.turn()));
    expect(clock.now()).toBe(10 * second);
  });

  it('saves up no more than a burst', async () => {
    const { clock, pace } = paceFrom();
    await send(pace, 10);
    clock.advanceTo(60 * minute);
    await send(pace, 12);
    expect(clock.now()).toBe(60 * minute + second);
  });

  it('halves when it is throttled, and comes back within minutes', async () => {
    const { clock, pace } = paceFrom();
    pace.throttled(await send(pace, 10));
    const begun = clock.now();
    await send(pace, 20);
    const slowed = clock.now() - begun;
    expect(slowed).toBeGreaterThan(17 * second);
    clock.advanceTo(clock.now() + 10 * minute);
    await send(pace, 10);
    const later = clock.now();
    await send(pace, 20);
    expect(clock.now() - later).toBe(10 * second);
  });

  it('takes the throttles of requests that were under way together for one', async () => {
    const slow = async (throttles: number): Promise<number> => {
      const { clock, pace } = paceFrom();
      const turns = await Promise.all(Array.from({ length: 8 }, async () => pace.turn()));
      for (const turn of turns.slice(0, throttles)) pace.throttled(turn);
      await send(pace, 10);
      return clock.now();
    };
    expect(await slow(8)).toBe(await slow(1));
  });

  it('holds nothing back where AWS publishes no rate, until it is throttled', async () => {
    const { clock, pace } = paceFrom(false);
    const last = await send(pace, 1000);
    expect(clock.now()).toBe(0);
    pace.throttled(last);
    await send(pace, 10);
    expect(clock.now()).toBeGreaterThan(5 * second);
    clock.advanceTo(clock.now() + 10 * minute);
    const later = clock.now();
    await send(pace, 1000);
    expect(clock.now()).toBe(later);
  });
});

it('knows the rates that EC2 publishes, and makes up none for others', () => {
  expect(publishedRate('ec2', 'DescribeImages')).toEqual({ burst: 100, perSecond: 20 });
  expect(publishedRate('ec2', 'DeregisterImage')).toEqual({ burst: 100, perSecond: 5 });
  expect(publishedRate('ec2', 'DescribeSpotFleetRequests')).toEqual({ burst: 50, perSecond: 3 });
  expect(publishedRate('ec2', 'DisableImage')).toEqual({ burst: 50, perSecond: 5 });
  expect(publishedRate('imagebuilder', 'ListImages')).toBeUndefined();
  expect(shareOfRate({ burst: 100, perSecond: 5 }, shareOf(undefined))).toEqual({
    burst: 50,
    perSecond: 2.5,
  });
});

it.each(['0', '101', '-5', 'half', 'NaN'])('refuses %s for a share', (setting) => {
  expect(() => shareOf(setting)).toThrow('RATE_SHARE');
});
