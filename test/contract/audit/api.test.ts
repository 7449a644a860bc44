/** The API against its own description, and against whoever asks it badly. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { apiText } from '../../../functions/history/api/describe.ts';
import { questions } from '../../../functions/history/api/questions.ts';
import { createAuditApp } from '../../../functions/history/app.ts';
import { readDescription } from '../../../functions/history/description.ts';
import { day, iso } from '../../../shared/domain/time.ts';
import { createSeal } from '../../../shared/runtime/seal.ts';
import { archiveOn, beginning, liveAtRandom, type Life } from '../../support/random-life.ts';

let life: Life;
let app: ReturnType<typeof createAuditApp>;
const faults: unknown[] = [];

beforeAll(async () => {
  life = await liveAtRandom({ steps: 60, seed: 1 });
  app = appOn(archiveOn(life.table));
});
afterAll(async () => life.table.close());

const appOn = (archive: ReturnType<typeof archiveOn>, key = 'key') =>
  createAuditApp({
    archive,
    clock: { now: () => life.end, sleep: async () => Promise.resolve() },
    seal: createSeal(key),
    description: readDescription,
    report: (fault) => faults.push(fault),
  });

const get = async (path: string, init: RequestInit = {}) => app.request(path, init);
const jsonOf = async (path: string): Promise<unknown> => (await get(path)).json();

const some = { from: iso(beginning), to: iso(beginning + 200 * day) };
const span = `from=${some.from}&to=${some.to}`;
const answers = (image: string): Record<(typeof questions)[number], string> => ({
  history: `/api/history?image=${image}`,
  why: `/api/why?image=${image}`,
  images: '/api/images?limit=3',
  changes: `/api/changes?limit=3&${span}`,
  vanished: '/api/vanished?limit=3',
  runs: '/api/runs?limit=3',
  sweeps: '/api/sweeps?limit=3',
  next: '/api/next?limit=3',
  overview: '/api/overview',
});
const anImage = (): string => life.entries.find(({ after }) => after.image.kind === 'ec2')!.after.image.id;

describe('the description', () => {
  it('is the one made from the shapes (node functions/history/api/write-openapi.ts writes it)', () => {
    expect(readDescription()).toBe(apiText());
  });

  it('is served as it is committed', async () => {
    const file = new URL('../../../functions/history/openapi.json', import.meta.url);
    expect(await jsonOf('/api/openapi.json')).toEqual(JSON.parse(readFileSync(file, 'utf8')));
  });

  it.each(questions)('holds what /api/%s answers, to the field', async (about) => {
    const shape = z.fromJSONSchema(schemaOf(about));
    const document = await jsonOf(answers(anImage())[about]);
    expect(shape.safeParse(document).error).toBeUndefined();
    const more = { ...z.record(z.string(), z.unknown()).parse(document), more: 1 };
    expect(shape.safeParse(more).success).toBe(false);
  });
});

/** What the description says of the answer to a question, with all that it refers to. */
function schemaOf(about: string): z.core.JSONSchema.JSONSchema {
  const media = z.object({ content: z.object({ 'application/json': z.object({ schema: z.unknown() }) }) });
  const operation = z.object({ get: z.object({ responses: z.object({ '200': media }) }) });
  const shape = z.object({
    paths: z.record(z.string(), operation),
    components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
  });
  const described = shape.parse(
    JSON.parse(readDescription().replaceAll('#/components/schemas/', '#/$defs/')),
  );
  const answered = described.paths[`/api/${about}`]!.get.responses['200'].content['application/json'].schema;
  const schema = { ...z.object({ $ref: z.string() }).parse(answered), $defs: described.components.schemas };
  return z.custom<z.core.JSONSchema.JSONSchema>().parse(schema);
}

describe('a cursor', () => {
  const cursorOf = async (path: string, from = app): Promise<string> =>
    z.object({ cursor: z.string() }).parse(await (await from.request(path)).json()).cursor;

  it('goes on where the page ended, with nothing lost and nothing twice', async () => {
    const path = `/api/changes?limit=20&${span}`;
    const told: unknown[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: unknown = await jsonOf(cursor === '' ? path : `${path}&cursor=${cursor}`);
      const read = z.object({ changes: z.array(z.unknown()), cursor: z.nullable(z.string()) }).parse(page);
      told.push(...read.changes.map((change) => JSON.stringify(change)));
      cursor = read.cursor;
    }
    expect(told).toHaveLength(life.entries.length);
    expect(new Set(told).size).toBe(life.entries.length);
  });

  it('is good for another number of lines, and for no other question', async () => {
    const cursor = await cursorOf('/api/images?limit=3');
    expect((await get(`/api/images?limit=9&cursor=${cursor}`)).status).toBe(200);
    for (const path of [
      '/api/images?state=failed&',
      `/api/images?at=${some.to}&`,
      `/api/changes?${span}&`,
      '/api/next?',
    ]) {
      const response = await get(`${path}cursor=${cursor}`);
      expect([path, response.status]).toEqual([path, 400]);
      expect(await response.json()).toMatchObject({ problems: [{ parameter: 'cursor' }] });
    }
  });

  it('that was changed in any place, or made with another key, is refused', async () => {
    const cursor = await cursorOf('/api/images?limit=3');
    const forged = await cursorOf('/api/images?limit=3', appOn(archiveOn(life.table), 'other'));
    const others = Array.from(cursor).map(
      (c, i) => `${cursor.slice(0, i)}${c === 'x' ? 'y' : 'x'}${cursor.slice(i + 1)}`,
    );
    for (const bad of [forged, ...others, `${cursor}A`, `${cursor}.`, '.', 'null', 'e30.'])
      expect([bad, (await get(`/api/images?cursor=${bad}`)).status]).toEqual([bad, 400]);
  });
});

describe('a bad question', () => {
  const problemsOf = async (path: string) => {
    const response = await get(path);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    const shape = z.object({
      status: z.literal(response.status),
      detail: z.string(),
      problems: z.optional(z.array(z.object({ parameter: z.string(), detail: z.string() }))),
    });
    const text = await response.text();
    expect(text.length).toBeLessThan(3000);
    expect(text).not.toMatch(/ {4}at |node_modules|imagewarden-|dynamodb|standing#/i);
    const { problems = [] } = shape.parse(JSON.parse(text));
    return { status: response.status, problems: problems.map(({ parameter }) => parameter) };
  };
  const long = 'x'.repeat(10_000);

  it.each<[string, string[]]>([
    ['/api/changes', ['from', 'to']],
    ['/api/changes?from=yesterday&to=2026-02-30', ['from', 'to']],
    ['/api/changes?from=2026-03-02&to=2026-03-01', ['from']],
    [
      '/api/images?at=1793534400000&kind=vm&state=odd&reason=none&limit=0',
      ['at', 'kind', 'state', 'reason', 'limit'],
    ],
    [`/api/images?name=${long}&tag=${long}&rule=${long}&kind=${long}`, ['kind', 'rule', 'tag', 'name']],
    [`/api/images?${long}=1`, ['x'.repeat(60)]],
    ['/api/images?color=red&kind=ec2&kind=ec2', ['kind', 'color']],
    ['/api/history', ['image']],
    ['/api/history?image=', ['image']],
    ['/api/why?at=noon', ['image', 'at']],
    ['/api/runs?limit=1001', ['limit']],
    ['/api/changes?run=x&event=exploded', ['run', 'event', 'from', 'to']],
  ])('is told all its problems at once (%#)', async (path, told) => {
    const { status, problems } = await problemsOf(path);
    expect(status).toBe(400);
    expect(problems.toSorted()).toEqual(told.toSorted());
  });

  it('about an image that is not there, or not yet, finds nothing', async () => {
    expect((await problemsOf('/api/history?image=ami-nowhere')).status).toBe(404);
    expect((await problemsOf(`/api/why?image=${anImage()}&at=2020-01-01`)).status).toBe(404);
    expect((await problemsOf('/api/frobnicate')).status).toBe(404);
    expect((await problemsOf('/frobnicate')).status).toBe(404);
  });

  it('that no one foresaw tells the log what went wrong, and the asker nothing', async () => {
    const archive = archiveOn(life.table);
    const broken = appOn({
      ...archive,
      scopes: async () => Promise.reject(new Error('table imagewarden-7 is gone')),
    });
    const response = await broken.request('/api/images');
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('imagewarden-7');
    expect(faults).toEqual([expect.objectContaining({ message: 'table imagewarden-7 is gone' })]);
  });
});

describe('the protocol', () => {
  it('answers what has not changed with 304, and what has with the news', async () => {
    const first = await get('/api/images');
    const tag = first.headers.get('etag')!;
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    const again = await get('/api/images', { headers: { 'if-none-match': tag } });
    expect([again.status, await again.text()]).toEqual([304, '']);
    const other = await get('/api/images?limit=2', { headers: { 'if-none-match': tag } });
    expect(other.status).toBe(200);
  });

  it('answers HEAD like GET without the body, and says what else there is', async () => {
    const head = await get('/api/images', { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    const options = await get('/api/images', { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS']);
    const post = await get('/api/images', { method: 'POST', body: '{}' });
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });
});
