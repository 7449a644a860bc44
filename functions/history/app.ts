/** Everything that is served over HTTP, in Lambda and on loopback alike. */
import { Hono } from 'hono/tiny';
import { createApi, type Api } from './api/api.ts';
import { problem } from './api/problem.ts';

export function createAuditApp(api: Api): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    c.res.headers.set('x-content-type-options', 'nosniff');
    c.res.headers.set('referrer-policy', 'no-referrer');
  });
  app.route('/api', createApi(api));
  app.get('/', (c) => c.redirect('/api'));
  app.notFound(() => problem(404, { detail: 'nothing is answered at this path; ask below /api' }));
  return app;
}
