/** The pages: what each asks the ledger for one address, and what it shows. */
import type { Desk } from '../../../shared/pipeline/audit/answer.ts';
import { day, instantOf, iso } from '../../../shared/domain/time.ts';
import { ask, type Told } from './asking.ts';
import type { Html } from './html.ts';
import type { Parameters } from './links.ts';
import { changesView } from './views/changes.ts';
import { imageView } from './views/image.ts';
import { imagesView } from './views/images.ts';
import { overviewView } from './views/overview.ts';
import { pastPlanView, planView } from './views/plan.ts';
import { runsView } from './views/runs.ts';

export interface Shown {
  readonly title: string;
  readonly body: Html;
  /** Whether a moment may be chosen. */
  readonly timed: boolean;
}

export interface Place {
  readonly takes: readonly string[];
  readonly show: (desk: Desk, asked: Parameters) => Promise<Told<Shown>>;
}

const where = ['kind', 'account', 'region'];

/** Lines of a page: it stays below a hundred kilobytes. */
const limit = '50';

const overview: Place = {
  takes: ['at', ...where],
  show: async (desk, asked) => {
    const { at, ...rest } = asked;
    const found = await ask.overview(desk, { ...rest, to: at });
    if (found.is !== 'answer') return found;
    const next = at === undefined ? await ask.next(desk, { ...rest, limit: '5' }) : undefined;
    if (next !== undefined && next.is !== 'answer') return next;
    // Charts are a seventh of the function: read by those who look at them.
    const { statesChart } = await import('./charts/states.ts');
    const chart = statesChart(found.document.series);
    const body = overviewView({ overview: found.document, next: next?.document, chart }, at);
    return shown({ title: 'Overview', body, timed: true });
  },
};

const images: Place = {
  takes: ['at', ...where, 'state', 'rule', 'reason', 'tag', 'name', 'cursor'],
  show: async (desk, asked) => {
    const found = await ask.images(desk, { ...asked, limit });
    if (found.is !== 'answer') return found;
    return shown({ title: 'Images', body: imagesView(found.document, asked), timed: true });
  },
};

const image: Place = {
  takes: ['image', 'at', ...where, 'cursor'],
  show: async (desk, asked) => {
    const history = await ask.history(desk, { ...asked, limit });
    if (history.is !== 'answer') return history;
    const why = await ask.why(desk, asked);
    if (why.is !== 'answer' && why.is !== 'none') return why;
    const fact = why.is === 'answer' ? why.document : undefined;
    const { timelineChart } = await import('./charts/timeline.ts');
    const chart = timelineChart(history.document.entries, asked['at']);
    const body = imageView({ history: history.document, fact, chart }, asked);
    return shown({ title: asked['image'] ?? 'Image', body, timed: true });
  },
};

const plan: Place = {
  takes: ['at', ...where, 'state', 'rule', 'tag', 'name', 'cursor'],
  show: async (desk, asked) => {
    if (asked['at'] !== undefined) return pastPlan(desk, asked);
    const found = await ask.next(desk, { ...asked, limit });
    if (found.is !== 'answer') return found;
    return shown({ title: 'Plan', body: planView(found.document, asked), timed: true });
  },
};

/** Whatever was to be retired bore one of two reasons. */
async function pastPlan(desk: Desk, asked: Parameters): Promise<Told<Shown>> {
  const stale = await ask.images(desk, { ...asked, limit, reason: 'stale' });
  const failed = await ask.images(desk, { ...asked, limit, reason: 'failed' });
  if (stale.is !== 'answer') return stale;
  if (failed.is !== 'answer') return failed;
  const parts = [
    { reason: 'stale', found: stale.document },
    { reason: 'failed', found: failed.document },
  ];
  return shown({ title: 'Plan', body: pastPlanView(parts, asked), timed: true });
}

/** What is shown of the changes where nobody said from when to when. */
const usualSpan = 7 * day;

const changes: Place = {
  takes: ['at', 'from', 'to', 'run', 'event', ...where, 'state', 'rule', 'reason', 'tag', 'name', 'cursor'],
  show: async (desk, asked) => {
    const found = await ask.changes(desk, await spanned(desk, asked));
    if (found.is !== 'answer') return found;
    return shown({ title: 'Changes', body: changesView(found.document, asked), timed: false });
  },
};

/** Up to the moment looked at, or up to the newest run: a ledger may be old. */
async function spanned(desk: Desk, asked: Parameters): Promise<Parameters> {
  const { at, from, to, ...rest } = asked;
  if (rest['run'] !== undefined) return { ...rest, from, to, limit };
  const end = to ?? at ?? (await newest(desk));
  const start = instantOf(end);
  return { ...rest, limit, to: end, from: from ?? (start === undefined ? end : iso(start - usualSpan)) };
}

async function newest(desk: Desk): Promise<string> {
  const found = await ask.overview(desk, {});
  return found.is === 'answer' ? found.document.to : iso(desk.now);
}

const runs: Place = {
  takes: ['at', ...where, 'cursor'],
  show: async (desk, asked) => {
    const { at, ...rest } = asked;
    const found = await ask.runs(desk, { ...rest, limit, to: at });
    if (found.is !== 'answer') return found;
    return shown({ title: 'Runs', body: runsView(found.document, asked), timed: true });
  },
};

const shown = (document: Shown): Told<Shown> => ({ is: 'answer', document });

export const places: Readonly<Record<string, Place>> = { overview, images, image, plan, changes, runs };
