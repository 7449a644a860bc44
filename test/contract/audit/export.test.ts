/** An export, whole and interrupted. */
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod';
import { day, iso } from '../../../shared/domain/time.ts';
import { exportSteps, type ExportLine } from '../../../shared/pipeline/audit/export.ts';
import type { Position } from '../../../shared/pipeline/audit/walk.ts';
import { command, desk } from '../../support/command.ts';
import { archiveOn, beginning, liveAtRandom, trueImages, type Life } from '../../support/random-life.ts';
import { copyOf } from '../../support/table-copy.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const dir = mkdtempSync(join(tmpdir(), 'imagewarden-export-'));
const from = beginning + 20 * day;
let life: Life;
let copy: ReturnType<typeof archiveOn>;

beforeAll(async () => {
  life = await liveAtRandom({ steps: 80, seed: 5, dir });
  copy = archiveOn(await copyOf(life.table));
  await life.table.close();
});
afterAll(() => {
  rmSync(dir, { recursive: true });
});

const recordOf = (line: string): string =>
  z.looseObject({ record: z.string() }).parse(JSON.parse(line)).record;
const isContent = (line: string) => ['image', 'change', 'run'].includes(recordOf(line));
const linesIn = (text: string): string[] => text.split('\n').filter((line) => line !== '');
const span = () => ['--from', iso(from), '--to', iso(life.end), '--db', dir];

it('holds how images stood when the range began, every change and every run of it, once', async () => {
  const { status, out } = await command('export', ...span());
  expect(status).toBe(0);
  const lines = linesIn(out);
  const of = (record: string) => lines.filter((line) => recordOf(line) === record);
  expect(recordOf(lines[0]!)).toBe('export');
  expect(recordOf(lines.at(-1)!)).toBe('end');
  expect(of('image')).toHaveLength(trueImages(life.entries, from).length);
  expect(of('change')).toHaveLength(life.entries.filter(({ at }) => at >= from).length);
  expect(of('run')).toHaveLength(life.runs.filter(({ at }) => at >= from).length);
  expect(new Set(lines).size).toBe(lines.length);
});

it('goes on from any place with what is left, nothing lost and nothing twice', async () => {
  const range = { from, to: life.end, filters: {} };
  const all: ExportLine[] = [];
  const places: { position: Position; told: number }[] = [];
  // One at a time: what happened at one moment comes in several parts.
  for await (const { items, position } of exportSteps(copy, range, { atOnce: 1 })) {
    all.push(...items);
    places.push({ position, told: all.length });
  }
  const changes = all.filter(({ record }) => record === 'change').map((line) => JSON.stringify(line));
  expect(changes).toHaveLength(life.entries.filter(({ at }) => at >= from).length);
  expect(new Set(changes).size).toBe(changes.length);
  for (const [i, { position, told }] of places.entries()) {
    if (i % 31 !== 0) continue;
    const rest: ExportLine[] = [];
    for await (const { items } of exportSteps(copy, range, { atOnce: 1, start: position }))
      rest.push(...items);
    expect(rest).toEqual(all.slice(told));
  }
});

it('to a file that was cut off anywhere ends as if it never had been', async () => {
  const { path } = desk();
  const out = path('export.jsonl');
  const run = async () => command('export', ...span(), '--out', out);
  expect(await run()).toMatchObject({ status: 0, out: '' });
  const whole = readFileSync(out, 'utf8');
  for (const share of [0, 0.0001, 0.3, 0.9999]) {
    truncateSync(out, Math.floor(Buffer.byteLength(whole) * share));
    expect(await run()).toMatchObject({ status: 0 });
    expect(readFileSync(out, 'utf8')).toBe(whole);
  }
  expect((await run()).err).toContain('complete already');
  expect(readFileSync(out, 'utf8')).toBe(whole);
});

it('goes on from a checkpoint that was printed, and from none of another range', async () => {
  const lines = linesIn((await command('export', ...span())).out);
  const at = lines.findIndex((line) => recordOf(line) === 'checkpoint');
  const { after } = z.looseObject({ after: z.string() }).parse(JSON.parse(lines[at]!));
  const rest = await command('export', ...span(), '--after', after);
  expect(linesIn(rest.out).filter(isContent)).toEqual(lines.slice(at).filter(isContent));
  const other = await command(
    'export',
    '--from',
    iso(from),
    '--to',
    iso(from + day),
    '--db',
    dir,
    '--after',
    after,
  );
  expect(other).toMatchObject({ status: 2, out: '' });
  expect(other.err).toContain('--after');
});

it('leaves a file alone that is no export, or one of another range', async () => {
  const { path, write } = desk();
  const letter = write('letter.txt', 'dear');
  expect(await command('export', ...span(), '--out', letter)).toMatchObject({ status: 2, out: '' });
  expect(readFileSync(letter, 'utf8')).toBe('dear');
  const out = path('export.jsonl');
  await command('export', ...span(), '--out', out);
  const cut = readFileSync(out, 'utf8').slice(0, -30);
  writeFileSync(out, cut);
  const other = await command(
    'export',
    '--from',
    iso(from),
    '--to',
    iso(from + day),
    '--db',
    dir,
    '--out',
    out,
  );
  expect(other).toMatchObject({ status: 2, out: '' });
  expect(readFileSync(out, 'utf8')).toBe(cut);
});

it('names both times when they are missing', async () => {
  const { status, out, err } = await command('export', '--db', dir);
  expect([status, out]).toEqual([2, '']);
  expect(err).toMatch(/--from.*\n.*--to/);
});

it('of images as CSV holds each image, with what a spreadsheet would run made text', async () => {
  const { status, out } = await command('images', '--db', dir, '--csv');
  expect(status).toBe(0);
  const [head, ...rows] = out.split('\r\n').filter((line) => line !== '');
  expect(head).toMatch(/^image,kind,account,region,name,state,/);
  expect(rows).toHaveLength(trueImages(life.entries, life.end).length);
  expect(out).not.toMatch(/,=cmd/);
  expect(out).toContain(",'=cmd-");
});
