/** Everything that is served over HTTP, in Lambda and on loopback alike. */
import { Hono } from 'hono/tiny';
import { createApi, type Api } from './api/api.ts';
import { problem } from './api/problem.ts';
import { createPages } from './page/pages.ts';

export function createAuditApp(api: Api): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    c.res.headers.set('x-content-type-options', 'nosniff');
    c.res.headers.set('referrer-policy', 'no-referrer');
  });
  app.route('/api', createApi(api));
  app.route(
    '/',
    createPages(() => ({ archive: api.archive, seal: api.seal, now: api.clock.now() })),
  );
  app.onError((fault, c) => {
    api.report(fault);
    return c.text('Something went wrong here; the log tells what.', 500);
  });
  app.notFound(() =>
    problem(404, { detail: 'nothing is answered at this path; the pages begin at /, the API at /api' }),
  );
  return app;
}
