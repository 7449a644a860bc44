/**
 * Every question, at a thousand random times, through every door: held to a list of what is true that was kept beside
 * the ledger, and to one another. The model and the API read a copy of the table in memory; that the table itself
 * answers as its copy does, and the command line as both do, is asked at some of the times: at all, with TRUTH=all.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod';
import { createAuditApp } from '../../../functions/history/app.ts';
import type { Entry, Fact } from '../../../shared/domain/history.ts';
import { scopeId } from '../../../shared/domain/image.ts';
import { day, instantOf, iso, minute } from '../../../shared/domain/time.ts';
import { answer, type Desk } from '../../../shared/pipeline/audit/answer.ts';
import { parseQuestion, type Parameterised } from '../../../shared/pipeline/audit/parse.ts';
import type { Archive } from '../../../shared/pipeline/ports.ts';
import { createSeal } from '../../../shared/runtime/seal.ts';
import { command } from '../../support/command.ts';
import {
  archiveOn,
  beginning,
  createDice,
  lastWords,
  liveAtRandom,
  trueImages,
  type Life,
} from '../../support/random-life.ts';
import { copyOf } from '../../support/table-copy.ts';

const dir = mkdtempSync(join(tmpdir(), 'imagewarden-truth-'));
const seed = Number(process.env['SEED'] ?? 11);
const dice = createDice(seed);
const atAll = process.env['TRUTH'] === 'all';
const seal = createSeal('key');

let life: Life;
let closeTable: () => Promise<void>;
let doors: Readonly<Record<'model' | 'api' | 'table', Door>>;

type Given = Readonly<Record<string, string>>;
type Lines = readonly unknown[];
/** All lines of an answer, page by page; `why` is one line, and undefined where there is no answer. */
type Door = (about: Parameterised, given: Given, limit: number) => Promise<Lines | undefined>;

beforeAll(async () => {
  life = await liveAtRandom({ steps: 110, seed, dir });
  let closing: Promise<void> | undefined;
  closeTable = async () => (closing ??= life.table.close());
  const copy = archiveOn(await copyOf(life.table));
  doors = { model: modelOn(copy), api: apiOn(copy), table: modelOn(archiveOn(life.table)) };
});
afterAll(async () => {
  await closeTable();
  rmSync(dir, { recursive: true });
});

const modelOn = (archive: Archive): Door => {
  const desk: Desk = { archive, seal, now: 0 };
  return pages(async (about, given) => {
    const parsed = parseQuestion(about, given, { spelled: (name) => name, byName: false });
    if ('problems' in parsed || parsed.question.ask === 'export') throw new Error(JSON.stringify(parsed));
    const answered = await answer(desk, parsed.question);
    return answered.is === 'answer' ? answered.document : undefined;
  });
};

const apiOn = (archive: Archive): Door => {
  const clock = { now: () => 0, sleep: async () => Promise.resolve() };
  const app = createAuditApp({ archive, clock, seal, description: () => '', report: fail });
  return pages(async (about, given) => {
    const response = await app.request(`/api/${about}?${new URLSearchParams(given).toString()}`);
    if (response.status === 404) return undefined;
    if (!response.ok) throw new Error(await response.text());
    return await response.json();
  });
};

const fail = (fault: unknown): never => {
  throw fault;
};

const listed = z.looseObject({ cursor: z.optional(z.nullable(z.string())) });

/** A page may hold more than was asked for, but not all: what is promised is that nothing is lost or told twice. */
const pages =
  (ask: (about: Parameterised, given: Given) => Promise<unknown>): Door =>
  async (about, given, limit) => {
    const told: unknown[] = [];
    const paging = about === 'why' || about === 'overview' ? {} : { limit: String(limit) };
    for (let cursor: string | null | undefined = ''; cursor !== null && cursor !== undefined;) {
      const page = await ask(about, { ...given, ...paging, ...(cursor !== '' && { cursor }) });
      if (page === undefined) return undefined;
      const document = listed.parse(page);
      cursor = document.cursor;
      told.push(...linesOf(document));
    }
    return told;
  };

const linesOf = (document: Readonly<Record<string, unknown>>): Lines => {
  const lines =
    document['entries'] ??
    document['images'] ??
    document['changes'] ??
    document['runs'] ??
    document['sweeps'];
  return Array.isArray(lines) && !('series' in document) ? lines : [document];
};

const factShape = z.looseObject({
  image: z.string(),
  kind: z.string(),
  region: z.string(),
  name: z.string(),
  state: z.string(),
  createdAt: z.string(),
  rule: z.nullable(z.string()),
  verdict: z.string(),
  dueAt: z.nullable(z.string()),
  reasons: z.array(z.object({ code: z.string(), detail: z.string() })),
  users: z.object({ durable: z.array(z.string()) }),
  tags: z.record(z.string(), z.string()),
  gone: z.nullable(z.object({ at: z.string(), how: z.string(), by: z.nullable(z.string()) })),
});
type Told = z.infer<typeof factShape>;

/** The same facts, of the ledger's answer and of the list of truth, in the same words. */
const toldFact = (told: Told) => [
  ...[told.kind, told.region, told.image, told.createdAt, told.name, told.state, told.rule, told.verdict],
  ...[told.dueAt, told.reasons, told.users.durable, told.tags, told.gone],
];
const trueFact = ({ image, decision, users, gone }: Fact) => [
  ...[image.kind, image.region, image.id, iso(image.createdAt!), image.name, image.state],
  ...[decision.rule ?? null, decision.verdict, decision.dueAt === undefined ? null : iso(decision.dueAt)],
  ...[decision.reasons, users, image.tags],
  gone ? { at: iso(gone.at), how: gone.how, by: gone.by ?? null } : null,
];
const changeShape = z.looseObject({
  at: z.string(),
  event: z.string(),
  before: z.nullable(factShape),
  after: factShape,
});
const toldChange = (line: unknown) => {
  const { at, event, before, after } = changeShape.parse(line);
  return [at, event, before && toldFact(before), toldFact(after)];
};
const trueChange = ({ at, event, before, after }: Entry) => [
  iso(at),
  event,
  before ? trueFact(before) : null,
  trueFact(after),
];

const asSet = (lines: readonly unknown[]): string[] => lines.map((line) => JSON.stringify(line)).sort();

/** A filter, and what it means. */
const filters: readonly (readonly [Given, (fact: Fact) => boolean])[] = [
  [{}, () => true],
  [{ state: 'failed' }, ({ image }) => image.state === 'failed'],
  [{ rule: 'failed' }, ({ decision }) => decision.rule === 'failed'],
  [{ reason: 'grace' }, ({ result }) => result?.held?.[0]?.code === 'grace'],
  [{ reason: 'newest' }, ({ decision }) => decision.reasons[0]?.code === 'newest'],
  [{ tag: 'team=web' }, ({ image }) => image.tags?.['team'] === 'web'],
  [{ name: 'web-*' }, ({ image }) => image.name.startsWith('web-')],
  [{ kind: 'appstream' }, ({ image }) => image.kind === 'appstream'],
  [{ region: 'eu-west-1', tag: 'n' }, ({ image }) => image.region === 'eu-west-1'],
];

const isIn = ({ kind, region }: Given, { image }: Fact): boolean =>
  image.kind === (kind ?? image.kind) && image.region === (region ?? image.region);

/** Some of them exactly when something happened. */
const someTime = () =>
  dice.chance(0.3)
    ? dice.one(life.entries).at + dice.below(3) - 1
    : beginning - day + dice.below((life.end - beginning + 3 * day) / minute) * minute;

/** Of what happened at one moment, the index has no order: another page size may tell it in another. */
const settled = (about: Parameterised, lines: Lines | undefined): unknown =>
  about === 'changes' || about === 'vanished' ? lines && asSet(lines) : lines;

async function same(about: Parameterised, given: Given, too: boolean): Promise<Lines | undefined> {
  const told = await doors.model(about, given, 10 + dice.below(50));
  const others = [await doors.api(about, given, 10 + dice.below(50))];
  if (too) others.push(await doors.table(about, given, 1000));
  for (const other of others) expect(settled(about, other)).toEqual(settled(about, told));
  return told;
}

/** Of the images that bore an id one after the other, the one that was there; else the one that was there last. */
function trueWhy(id: string, scope: Fact['image'], at: number): Fact | undefined {
  const words = lastWords(life.entries, at)
    .filter(({ image }) => image.id === id && scopeId(image) === scopeId(scope))
    .sort((a, b) => a.image.createdAt! - b.image.createdAt!);
  return words.findLast(({ gone }) => gone === undefined) ?? words.at(-1);
}

/** Day by day, in each place in order of time. */
function expectInOrder(changes: Lines): void {
  const days = changes.map((line) => {
    const { at, after } = changeShape.parse(line);
    return [at.slice(0, 10), `${after.kind}/${after.region}`, at].join(' ');
  });
  expect(days).toEqual(days.toSorted());
}

it('tells the truth at a thousand random times, the same through model and API, and the table as its copy', async () => {
  for (let n = 0; n < 1000; n++) {
    const at = someTime();
    const too = atAll || n % 100 === 0;
    const { image } = dice.one(life.entries).after;
    const { kind, account, region } = image;
    const why = await same('why', { image: image.id, kind, account, region, at: iso(at) }, too);
    const truth = trueWhy(image.id, image, at);
    expect(why?.map((line) => toldFact(factShape.parse(line)))).toEqual(truth && [trueFact(truth)]);

    const [given, meant] = dice.one(filters);
    // Mostly of one place, else of all.
    const where = dice.chance(0.8) ? { kind, region: image.region } : {};
    const asked = { ...where, ...given };
    const trueOnes = trueImages(life.entries, at).filter((fact) => meant(fact) && isIn(asked, fact));
    const images = await same('images', { ...asked, at: iso(at) }, too);
    expect(asSet(images!.map((line) => toldFact(factShape.parse(line))))).toEqual(
      asSet(trueOnes.map(trueFact)),
    );

    const to = at + dice.below(3 * day);
    const changes = await same('changes', { ...given, from: iso(at), to: iso(to) }, too);
    const trueOnesSince = life.entries.filter(
      (entry) => entry.at >= at && entry.at < to && meant(entry.after),
    );
    expect(asSet(changes!.map(toldChange))).toEqual(asSet(trueOnesSince.map(trueChange)));
    expectInOrder(changes!);
  }
}, 1_200_000);

it('tells each image’s history, what is due next, the runs, who deleted what, and the overview', async () => {
  for (const { image } of lastWords(life.entries, life.end)) {
    const { kind, account, region } = image;
    const history = await same('history', { image: image.id, kind, account, region }, false);
    const truth = life.entries.filter(
      ({ after }) => after.image.id === image.id && scopeId(after.image) === scopeId(image),
    );
    expect(asSet(history!.map(toldChange))).toEqual(asSet(truth.map(trueChange)));
  }
  for (const [given, meant] of filters) {
    const next = (await same('next', given, true))!.map((line) => factShape.parse(line));
    const due = trueImages(life.entries, life.end).filter(
      (fact) => meant(fact) && fact.decision.verdict === 'retire',
    );
    expect(asSet(next.map(toldFact))).toEqual(asSet(due.map(trueFact)));
    expect(next.map(({ dueAt }) => dueAt)).toEqual(due.map(({ decision }) => iso(decision.dueAt!)).sort());
    const inPages = await doors.model('next', given, 2);
    expect(inPages!.map((line) => factShape.parse(line))).toEqual(next);
  }
  const vanished = (await same('vanished', {}, true))!.map(toldChange);
  const byEve = life.entries.filter(({ event }) => event === 'vanished');
  expect(asSet(vanished)).toEqual(asSet(byEve.map(trueChange)));
  expect(JSON.stringify(vanished[0])).toContain('user/eve');
}, 60_000);

it('knows the sweeps, and which of them are not over', async () => {
  const shape = z.looseObject({ at: z.string(), completed: z.nullable(z.looseObject({ at: z.string() })) });
  const told = z.array(shape).parse(await same('sweeps', {}, true));
  expect(told.map(({ at, completed }) => [at, completed?.at])).toEqual(
    life.sweeps.map(({ at, completed }) => [iso(at), completed && iso(completed.at)]).reverse(),
  );
});

it('adds up runs and overview', async () => {
  const runs = z
    .array(z.looseObject({ at: z.string(), owned: z.number() }))
    .parse(await same('runs', {}, true));
  expect(runs.map(({ at, owned }) => [at, owned]).reverse()).toEqual(
    life.runs
      .toSorted((a, b) => a.at - b.at || (scopeId(a.scope) < scopeId(b.scope) ? 1 : -1))
      .map(({ at, owned }) => [iso(at), owned]),
  );
  const from = beginning + 10 * day;
  const to = life.end;
  const [overview] = (await same('overview', { from: iso(from), to: iso(to) }, true))!;
  const shape = z.looseObject({
    series: z.array(
      z.object({ day: z.string(), owned: z.number(), states: z.record(z.string(), z.number()) }).loose(),
    ),
    reclaimed: z.object({ images: z.number(), gib: z.number() }),
    blindSpots: z.array(z.unknown()),
  });
  const { series, reclaimed, blindSpots } = shape.parse(overview);
  for (const { day: date, owned, states } of series) {
    const at = instantOf(date)!;
    expect(owned).toBe(
      trueImages(
        life.entries.filter((entry) => entry.at < at),
        at,
      ).length,
    );
    expect(Object.values(states).reduce((sum, count) => sum + count, 0)).toBe(owned);
  }
  const deleted = lastWords(life.entries, to).filter(
    ({ gone }) => gone?.how === 'deleted' && gone.at >= from,
  );
  expect(reclaimed).toEqual({
    images: deleted.length,
    gib: deleted.flatMap(({ image }) => image.snapshots ?? []).reduce((sum, { gib }) => sum + gib, 0),
  });
  const lastRuns = life.runs.slice(-3);
  expect(blindSpots).toHaveLength(lastRuns.flatMap((run) => run.blindSpots).length);
});

it('says the same on the command line, as JSON and as JSON lines', async () => {
  await closeTable();
  for (let n = 0; n < (atAll ? 1000 : 2); n++) {
    const [format, at] = [n % 2 === 0 ? 'json' : 'jsonl', someTime()];
    const { id, kind, account, region } = dice.one(life.entries).after.image;
    const [filter] = dice.one(filters);
    const span = { from: iso(at), to: iso(at + 5 * day) };
    const questions: readonly (readonly [Parameterised, Given])[] = [
      ['images', { ...filter, at: iso(at) }],
      ['changes', { ...filter, ...span }],
      ['next', { ...filter, limit: '1000' }],
      ['runs', { ...span, limit: '1000' }],
      ['history', { image: id, kind, account, region }],
    ];
    for (const [about, given] of questions) {
      const told = await doors.model(about, given, 1000);
      const { status, out } = await command(...wordsOf(about, given), '--db', dir, `--${format}`);
      expect([about, status]).toEqual([about, 0]);
      const lines = format === 'json' ? linesOf(listed.parse(JSON.parse(out))) : jsonLines(out);
      expect(settled(about, lines)).toEqual(settled(about, told));
    }
    const why = { image: id, kind, account, region, at: iso(at) };
    const told = await doors.model('why', why, 1);
    const { status, out } = await command(...wordsOf('why', why), '--db', dir, '--json');
    expect(status).toBe(told === undefined ? 2 : 0);
    if (told !== undefined) expect(JSON.parse(out)).toEqual(told[0]);
  }
}, 3_600_000);

const wordsOf = (about: Parameterised, given: Given): string[] => [
  about,
  ...Object.entries(given).flatMap(([name, value]) => (name === 'image' ? [value] : [`--${name}`, value])),
];

const jsonLines = (text: string): Lines =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
