/** A scope whose listing takes longer than a function has: looked at from message to message. Time is virtual. */
import { describe, expect, it } from 'vitest';
import { createVirtualClock, type VirtualClock } from '../../../infra/local/virtual-clock.ts';
import type { Sighting } from '../../../shared/domain/evidence.ts';
import { day, hour, minute, second } from '../../../shared/domain/time.ts';
import { createPacking, fromPages } from '../../../shared/packed/packed.ts';
import type { Part } from '../../../shared/pipeline/part.ts';
import type { Policy } from '../../../shared/domain/policy.ts';
import type { ImageActor, ImageSource, Ledger } from '../../../shared/pipeline/ports.ts';
import { retire, type Earlier } from '../../../shared/pipeline/retire.ts';
import { survey } from '../../../shared/pipeline/survey.ts';
import { errandOf, errandText } from '../../../shared/runtime/messages.ts';
import { aScope, noon } from '../../support/facts.ts';
import { createMemoryLedger } from '../../support/memory-ledger.ts';
import { aRule, ec2Policy } from '../../support/policies.ts';
import { aSighting } from '../../support/sightings.ts';

const perPage = 100;
const perCall = second / 2;

/** Each page takes half a second, and each closer look a tenth. `pages` are those that were asked for, in order. */
function listingOf(images: readonly Sighting[], clock: VirtualClock) {
  const pages: number[] = [];
  const examined: string[] = [];
  const source = (): ImageSource => ({
    scope: aScope,
    listing: 'ec2:DescribeImages',
    list: async () => Promise.reject(new Error('the listing is taken apart')),
    listOn: async (_needs, soFar, until) => {
      const before = fromPages<Sighting>(soFar.pages);
      const packing = createPacking<Sighting>(perPage);
      const last = Math.ceil(images.length / perPage) - 1;
      for (let page = Number(soFar.place ?? 0); !soFar.whole && page <= last; page++) {
        pages.push(page);
        await clock.sleep(perCall);
        for (const one of images.slice(page * perPage, (page + 1) * perPage)) packing.push(one);
        if (clock.now() >= until && page < last)
          return { open: String(page + 1), pages: packing.closed().pages() };
      }
      const read = packing.closed();
      return { complete: true, sightings: [...before, ...read], blindSpots: [], pages: () => read.pages() };
    },
    sight: async () => Promise.reject(new Error('nobody asks for one')),
    examine: async (candidates) => {
      await clock.sleep((candidates.length * second) / 10);
      examined.push(...candidates.map(({ image }) => image.id));
      return { sightings: candidates, blindSpots: [] };
    },
    look: async () => Promise.resolve('present'),
    calls: () => ({}),
  });
  return { source, pages, examined };
}

/** The `old` ones are candidates. */
const amis = (count: number, old = 0): Sighting[] =>
  Array.from({ length: count }, (_, n) =>
    aSighting({ id: `ami-${n}`, createdAt: n < old ? noon - 100 * day - n : noon - n }),
  );

const policy = ec2Policy({ limits: { perRun: 1000, share: '100%' } });

/** Every write takes a millisecond. */
function slowLedger(clock: VirtualClock) {
  const kept = createMemoryLedger();
  const ledger: Ledger = {
    ...kept,
    write: async (...args) => {
      clock.advanceTo(clock.now() + 1);
      return kept.write(...args);
    },
  };
  return { kept, ledger };
}

/** Functions of five seconds: so much of it is left for work. */
const time = 3.75 * second;

async function surveyed(
  scope: ReturnType<typeof listingOf>,
  ledger: Ledger,
  clock: VirtualClock,
  { by = policy, between }: { readonly by?: Policy; readonly between?: (part: Part) => Promise<void> } = {},
) {
  let part: Part | undefined;
  for (let messages = 1; messages < 500; messages++) {
    const carried = errandOf(errandText({ scope: aScope, run: noon, ...(part && { part }) }))!;
    const deadline = clock.now() + time;
    const end = await survey({ source: scope.source(), ledger, policy: by, clock, ...carried, deadline });
    if (end === undefined || !('rest' in end)) return { run: end, messages };
    expect(end.moved).toBe(true);
    part = end.rest;
    await between?.(part);
  }
  throw new Error('it does not come to an end');
}

const essences = (entries: ReturnType<typeof createMemoryLedger>['entries']): string[] =>
  entries.map(({ event, after }) => JSON.stringify([event, after])).sort();

describe('a survey in functions of five seconds', () => {
  it.each([
    ['young images', amis(10_000)],
    ['images of which many are candidates', amis(2_500, 700)],
  ])('asks for each page, and looks at each candidate, once, and records the same: %s', async (_, images) => {
    const clock = createVirtualClock(noon);
    const { kept, ledger } = slowLedger(clock);
    const scope = listingOf(images, clock);
    const { run, messages } = await surveyed(scope, ledger, clock);
    expect(messages).toBeGreaterThan(5);
    expect(scope.pages).toEqual(Array.from({ length: images.length / perPage }, (__, page) => page));
    expect(new Set(scope.examined).size).toBe(scope.examined.length);
    const calm = createVirtualClock(noon);
    const atOnce = createMemoryLedger();
    const whole = listingOf(images, calm);
    const undisturbed = await survey({
      ...{ source: whole.source(), ledger: atOnce, policy, clock: calm, run: noon },
    });
    expect(run).toEqual(undisturbed);
    expect(essences(kept.entries)).toEqual(essences(atOnce.entries));
    expect([...scope.examined].sort()).toEqual([...whole.examined].sort());
  });

  it('writes nothing more than the run where nothing changed', async () => {
    const clock = createVirtualClock(noon);
    const { kept, ledger } = slowLedger(clock);
    const images = amis(2_000);
    await surveyed(listingOf(images, clock), ledger, clock);
    const before = kept.entries.length;
    const again = listingOf(images, clock);
    const end = await survey({
      ...{ source: again.source(), ledger, policy, clock, run: noon + day, deadline: clock.now() + time },
    });
    expect(end).toMatchObject({ moved: true, rest: { look: { listed: { whole: false } } } });
    expect(kept.entries).toHaveLength(before);
  });

  it('keeps what is the newest of its family among the images of all parts', async () => {
    const clock = createVirtualClock(noon);
    const { ledger } = slowLedger(clock);
    const floor = ec2Policy({ rules: [aRule({ keep: { newest: 1 } })] });
    const images = amis(1_500, 1_500).map((one) => ({ ...one, image: { ...one.image, name: 'web-1' } }));
    const { messages } = await surveyed(listingOf(images, clock), ledger, clock, { by: floor });
    expect(messages).toBeGreaterThan(5);
    const kept = [...(await ledger.standing(aScope)).values()].filter(
      ({ latest }) => latest.after.decision.verdict === 'keep',
    );
    expect(kept.map(({ latest }) => latest.after.image.id)).toEqual(['ami-0']);
  });

  it('skips no image, and counts each once, where one goes between two parts', async () => {
    const clock = createVirtualClock(noon);
    const { ledger } = slowLedger(clock);
    const images = amis(9_000);
    // One of them is on record already.
    const before = listingOf(images.slice(0, 1), clock).source();
    await survey({ source: before, ledger, policy, clock, run: noon - day });
    let gone = 0;
    const between = async ({ recorded }: Part): Promise<void> => {
      if (gone > 0 || (recorded?.passed ?? 0) === 0) return;
      const known = (await ledger.standing(aScope)).get('ami-1\n')!;
      const before = known.latest.after;
      const after = { ...before, gone: { at: clock.now(), how: 'vanished' as const } };
      await ledger.write(known, { at: clock.now(), run: clock.now(), event: 'vanished', before, after });
      gone++;
    };
    const { run } = await surveyed(listingOf(images, clock), ledger, clock, { between });
    expect(gone).toBe(1);
    expect(run).toMatchObject({ owned: 9_000 });
    expect((await ledger.standing(aScope)).size).toBe(8_999);
  });

  it('looks anew where its message has waited for more than an hour', async () => {
    const clock = createVirtualClock(noon);
    const { ledger } = slowLedger(clock);
    const scope = listingOf(amis(2_000), clock);
    let waits = 1;
    const between = async (): Promise<void> => {
      if (waits-- === 1) await clock.sleep(2 * hour);
    };
    const { run } = await surveyed(scope, ledger, clock, { between });
    expect(run).toMatchObject({ owned: 2_000 });
    expect(run?.surveyedAt).toBeGreaterThan(noon + hour);
    expect(scope.pages.filter((page) => page === 0)).toHaveLength(2);
  });

  it('looks closer at no candidate again where it has to look at the scope anew', async () => {
    const clock = createVirtualClock(noon);
    const { ledger } = slowLedger(clock);
    const scope = listingOf(amis(1_500, 300), clock);
    let waits = 0;
    const between = async ({ closer }: Part): Promise<void> => {
      if (closer !== undefined && waits++ === 0) await clock.sleep(2 * hour);
    };
    const { run } = await surveyed(scope, ledger, clock, { between });
    expect(waits).toBeGreaterThan(1);
    expect(run).toMatchObject({ owned: 1_500, retire: 300 });
    expect(scope.examined).toHaveLength(300);
  });
});

/** A retirement in functions of five seconds, each message as the queue would carry it. */
async function retired(
  scope: ReturnType<typeof listingOf>,
  ledger: Ledger,
  clock: VirtualClock,
  { by = policy, deleting = second / 10 } = {},
) {
  const deleted: string[] = [];
  const ages: number[] = [];
  let taken = clock.now();
  const actor: ImageActor = {
    retire: async ({ id }) => {
      await clock.sleep(deleting);
      deleted.push(id);
      ages.push(clock.now() - taken);
      return { answer: 'accepted' };
    },
  };
  let earlier: Earlier | undefined;
  for (let messages = 1; messages < 500; messages++) {
    const rest = earlier && { number: messages, ...earlier };
    const carried = errandOf(errandText({ scope: aScope, run: noon, ...(rest && { rest }) }))!.rest;
    const around = { scope: aScope, source: scope.source, actor, ledger, policy: by, clock, run: noon };
    const deadline = clock.now() + time;
    const end = await retire({ ...around, lease: 15 * minute, deadline }, carried);
    if (!end.unfinished) return { deleted, ages, messages };
    expect(end.moved).toBe(true);
    earlier = { tried: end.tried, ...(end.look && { look: end.look }) };
    taken = end.look?.takenAt ?? clock.now();
  }
  throw new Error('it does not come to an end');
}

describe('a retirement in functions of five seconds', () => {
  it('deletes each image once, by one look', async () => {
    const clock = createVirtualClock(noon);
    const { ledger } = slowLedger(clock);
    const images = amis(2_000, 60);
    await survey({ source: listingOf(images, clock).source(), ledger, policy, clock, run: noon });
    const scope = listingOf(images, clock);
    const { deleted, messages } = await retired(scope, ledger, clock);
    expect(messages).toBeGreaterThan(5);
    expect(deleted.toSorted()).toEqual(
      images
        .slice(0, 60)
        .map(({ image }) => image.id)
        .toSorted(),
    );
    expect(scope.pages).toEqual(Array.from({ length: 20 }, (_, page) => page));
  });

  it('looks again once its evidence is five minutes old, and deletes nothing on what is older', async () => {
    const clock = createVirtualClock(noon);
    const { ledger } = slowLedger(clock);
    const images = amis(1_000, 400);
    await survey({ source: listingOf(images, clock).source(), ledger, policy, clock, run: noon });
    const scope = listingOf(images, clock);
    const begun = clock.now();
    const { deleted, ages } = await retired(scope, ledger, clock, { deleting: second });
    expect(new Set(deleted).size).toBe(400);
    expect(deleted).toHaveLength(400);
    expect(clock.now() - begun).toBeGreaterThan(6 * minute);
    expect(Math.max(...ages)).toBeLessThan(5 * minute + second);
    expect(scope.pages.filter((page) => page === 0).length).toBeGreaterThan(1);
  });

  it('has got nowhere where it looks again and again, and nothing comes of it', async () => {
    const clock = createVirtualClock(noon);
    const { ledger } = slowLedger(clock);
    const images = amis(2_000, 5);
    await survey({ source: listingOf(images, clock).source(), ledger, policy, clock, run: noon });
    const scope = listingOf(images, clock);
    const around = { scope: aScope, source: scope.source, ledger, policy, clock, run: noon };
    const actor = { retire: async () => Promise.reject(new Error('it never comes to that')) };
    const part = async (earlier?: Earlier) =>
      retire({ ...around, actor, lease: 15 * minute, deadline: clock.now() + time }, earlier);
    const first = await part();
    expect(first).toMatchObject({ unfinished: true, moved: true, tried: false });
    clock.advanceTo(clock.now() + hour);
    expect(await part(first)).toMatchObject({ unfinished: true, moved: false });
    expect(await part({ ...first, tried: true })).toMatchObject({ unfinished: true, moved: true });
  });

  it('goes on after a function that was too slow, where earlier ones got on by the same look', async () => {
    const clock = createVirtualClock(noon);
    const { ledger } = slowLedger(clock);
    const images = amis(1_000, 40);
    await survey({ source: listingOf(images, clock).source(), ledger, policy, clock, run: noon });
    const scope = listingOf(images, clock);
    const around = { scope: aScope, source: scope.source, ledger, policy, clock, run: noon };
    const actor = { retire: async () => Promise.resolve({ answer: 'accepted' as const }) };
    const part = async (length: number, earlier?: Earlier) =>
      retire({ ...around, actor, lease: 15 * minute, deadline: clock.now() + length }, earlier);
    let earlier = await part(time);
    for (let parts = 0; !earlier.tried && parts < 10; parts++) earlier = await part(time, earlier);
    expect(earlier).toMatchObject({ unfinished: true, tried: true, look: { listed: { whole: true } } });
    const slow = await part(1, earlier);
    expect(slow).toMatchObject({ outcomes: {}, unfinished: true, moved: true, tried: true });
    expect(slow.look).toEqual(earlier.look);
    const pages = scope.pages.length;
    expect(await part(minute, slow)).toMatchObject({ unfinished: false });
    expect(scope.pages).toHaveLength(pages);
  });

  it('holds to its share of what was there when it looked, however many messages it takes', async () => {
    const clock = createVirtualClock(noon);
    const { ledger } = slowLedger(clock);
    const half = ec2Policy({ limits: { perRun: 1000, share: '50%' } });
    const images = amis(400, 200);
    await survey({ source: listingOf(images, clock).source(), ledger, policy: half, clock, run: noon });
    // Somebody else has deleted all the young ones meanwhile.
    const scope = listingOf(images.slice(0, 200), clock);
    const { deleted, messages } = await retired(scope, ledger, clock, { by: half });
    expect(messages).toBeGreaterThan(5);
    expect(deleted).toHaveLength(100);
  });
  it('looks anew where the look that was begun has grown too old', async () => {
    const clock = createVirtualClock(noon);
    const { ledger } = slowLedger(clock);
    const images = amis(1_000, 5);
    await survey({ source: listingOf(images, clock).source(), ledger, policy, clock, run: noon });
    const scope = listingOf(images, clock);
    const around = { scope: aScope, source: scope.source, ledger, policy, clock, run: noon };
    const actor = { retire: async () => Promise.resolve({ answer: 'accepted' as const }) };
    const lease = 15 * minute;
    const first = await retire({ ...around, actor, lease, deadline: clock.now() + time });
    expect(first).toMatchObject({ unfinished: true, moved: true, look: { listed: { whole: false } } });
    clock.advanceTo(clock.now() + 6 * minute);
    const again = await retire({ ...around, actor, lease, deadline: clock.now() + minute }, first);
    expect(again).toMatchObject({ unfinished: false, outcomes: { deleted: 5 } });
    const asked = scope.pages.filter((page) => page === 0);
    expect(asked).toHaveLength(2);
  });
});
