/** The audit page: every answer of the ledger for a browser. Without scripts, without anything from elsewhere. */
import { Hono } from 'hono/tiny';
import { secureHeaders } from 'hono/secure-headers';
import type { Desk } from '../../../shared/pipeline/audit/answer.ts';
import { askedOf } from './asked.ts';
import type { Told } from './asking.ts';
import type { Html } from './html.ts';
import { framed } from './layout.ts';
import type { Parameters } from './links.ts';
import { places, type Place, type Shown } from './places.ts';
import { refusedView } from './refused.ts';
import { style } from './style.ts';

/** `desk` is asked anew for every request: its clock goes on. */
export function createPages(desk: () => Desk): Hono {
  const app = new Hono();
  app.use(headers);
  for (const [path, place] of Object.entries({ '': places['overview'], ...places }))
    if (place !== undefined)
      app.get(`/${path}`, async (context) => {
        const asked = askedOf(context.req.url);
        const { status, page } = pageOf(await shownAt(place, desk(), asked), path || 'overview', asked);
        return context.html(page, status, { 'cache-control': 'no-store' });
      });
  app.get('/style.css', (context) =>
    context.body(style, 200, { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'max-age=600' }),
  );
  return app;
}

/** Nothing but our own style sheet is loaded, nothing runs, and nobody may frame the page. */
const headers = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
  xFrameOptions: 'DENY',
  referrerPolicy: 'no-referrer',
});

async function shownAt({ takes, show }: Place, desk: Desk, asked: Parameters): Promise<Told<Shown>> {
  const foreign = Object.keys(asked).filter((name) => !takes.includes(name));
  if (foreign.length === 0) return show(desk, asked);
  const detail = (name: string): string =>
    `${name.slice(0, 60)}: there is no such parameter here; use ${takes.join(', ')}`;
  return { is: 'problems', problems: foreign.map((name) => ({ parameter: name, detail: detail(name) })) };
}

function pageOf(told: Told<Shown>, path: string, asked: Parameters): { status: 200 | 400 | 404; page: Html } {
  if (told.is === 'answer') {
    const { title, body, timed } = told.document;
    return { status: 200, page: framed({ title, path, asked, timed }, body) };
  }
  const { status, title, body } = refusedView(told, asked);
  return { status, page: framed({ title, path, asked: {}, timed: false }, body) };
}
