/** The audit's questions over HTTP: /api/images?state=failed and so on. Knows nothing of Lambda. */
import { etag } from 'hono/etag';
import { Hono } from 'hono/tiny';
import { InputFault } from '../../../shared/domain/fault.ts';
import { scopeId } from '../../../shared/domain/image.ts';
import { answer } from '../../../shared/pipeline/audit/answer.ts';
import type { Seal } from '../../../shared/pipeline/audit/cursor.ts';
import { parseQuestion } from '../../../shared/pipeline/audit/parse.ts';
import type { Archive, Clock } from '../../../shared/pipeline/ports.ts';
import { givenIn } from './given.ts';
import { badQuestion, problem, refused } from './problem.ts';
import { questions } from './questions.ts';

export interface Api {
  readonly archive: Archive;
  readonly clock: Clock;
  readonly seal: Seal;
  /** The OpenAPI document, as text. */
  readonly description: () => string;
  /** Told of what nobody foresaw; the asker hears only that something went wrong. */
  readonly report: (fault: unknown) => void;
}

/** To be mounted at /api. */
export function createApi(api: Api): Hono {
  const app = new Hono();
  app.use(etag());
  app.use(async (c, next) => {
    await next();
    if (c.res.ok) c.res.headers.set('cache-control', 'private, no-cache');
  });
  app.get('/', (c) => c.json({ service: 'imagewarden', openapi: '/api/openapi.json', questions }));
  app.get('/openapi.json', (c) =>
    c.body(api.description(), { headers: { 'content-type': 'application/json' } }),
  );
  app.get('/scopes', async (c) => {
    const scopes = await api.archive.scopes();
    return c.json({ scopes: scopes.map(scopeId).sort() });
  });
  for (const about of questions) app.get(`/${about}`, async ({ req }) => answered(about, req.url, api));
  app.options('*', () => new Response(null, { status: 204, headers: { allow } }));
  app.all('*', ({ req }) =>
    req.method === 'GET'
      ? problem(404, { detail: `nothing is answered at this path; /api/openapi.json tells what is` })
      : problem(405, { detail: `only ${allow} are answered here` }, { allow }),
  );
  app.onError((fault) => failed(fault, api));
  return app;
}

const allow = 'GET, HEAD, OPTIONS';

async function answered(about: (typeof questions)[number], url: string, api: Api): Promise<Response> {
  const { given, problems } = givenIn(url);
  const parsed = parseQuestion(about, given, { spelled: (name) => name, byName: false });
  const all = [...problems, ...('problems' in parsed ? parsed.problems : [])];
  if (all.length > 0 || 'problems' in parsed || parsed.question.ask === 'export') return badQuestion(all);
  const { archive, seal, clock } = api;
  const answers = await answer({ archive, seal, now: clock.now() }, parsed.question);
  return answers.is === 'answer' ? Response.json(answers.document) : refused(answers);
}

function failed(fault: Error, { report }: Api): Response {
  if (fault instanceof InputFault) return problem(400, { detail: fault.message });
  report(fault);
  return problem(500, { detail: 'the answer could not be put together; the log of the function tells why' });
}
