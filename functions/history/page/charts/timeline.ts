/** One image through time: a band for its state, a band for the verdict, a line where something was done to it. */
import { scaleLinear } from 'd3-scale';
import type { ChangeDocument } from '../../../../shared/pipeline/audit/document.ts';
import { html, plural, type Html } from '../html.ts';
import { chart, threeOf, width } from './frame.ts';

const tall = 84;
const bands = { state: { y: 6, height: 30 }, verdict: { y: 48, height: 30 } } as const;

/** Undefined where nothing happened yet. `at` is the moment looked at. */
export function timelineChart(entries: readonly ChangeDocument[], at: string | undefined): Html | undefined {
  const [first, last] = [entries[0], entries.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const span = spanOf(first, last, at);
  const x = scaleLinear([span.from, span.to], [0, width]).clamp(true);
  const stretches = entries.map((entry, i) => ({
    entry,
    from: x(Date.parse(entry.at)),
    to: x(i + 1 < entries.length ? Date.parse(entries[i + 1]?.at ?? entry.at) : span.to),
  }));
  const living = stretches.filter(({ entry }) => entry.after.gone === null);
  const found = [...new Set(living.flatMap(({ entry: { after } }) => [after.state, after.verdict]))];
  return chart(
    {
      label: `${plural(entries.length, 'entry').replace('entrys', 'entries')} from ${first.at} to ${last.at}; the table below tells each`,
      caption: 'State above, verdict below; a line where something was done to the image',
      up: ['state', 'verdict'],
      along: threeOf(span.from, span.to),
      legend: found.map((name) => ({ className: name, name })),
    },
    html`${living.map((stretch) => [band('state', stretch), band('verdict', stretch)])}
${entries.filter(isDeed).map((entry) => html`<path class="event" d="M${round(x(Date.parse(entry.at)))} 0V${tall}"><title>${entry.event}</title></path>`)}
${at === undefined ? '' : html`<path class="moment" d="M${round(x(Date.parse(at)))} 0V${tall}"/>`}`,
    tall,
  );
}

const isDeed = ({ event }: ChangeDocument): boolean => event !== 'appeared' && event !== 'changed';

interface Stretch {
  readonly entry: ChangeDocument;
  readonly from: number;
  readonly to: number;
}

function band(lane: keyof typeof bands, { entry, from, to }: Stretch): Html {
  const { y, height } = bands[lane];
  const what = entry.after[lane];
  return html`<rect class="f-${what}" x="${round(from)}" y="${y}" width="${Math.max(1, round(to - from))}" height="${height}"><title>${what}</title></rect>`;
}

const round = (x: number): number => Math.round(x * 10) / 10;

/** A little more than there is, so that the last state can be seen. */
function spanOf(first: ChangeDocument, last: ChangeDocument, at: string | undefined) {
  const from = Date.parse(first.at);
  const end = Math.max(Date.parse(last.at), at === undefined ? 0 : Date.parse(at));
  return { from, to: end + Math.max((end - from) / 20, 3_600_000) };
}
