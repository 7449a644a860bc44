/** How cost grows with size, both axes logarithmic: what is linear is a straight line as steep as the dotted one. */
import { scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import type { Row } from './bench.ts';

const width = 760;
const height = 440;
const margin = { top: 60, right: 190, bottom: 48, left: 64 };
const series = [
  ['bare loop', '#8a8f98'],
  ['nothing changed', '#1f77b4'],
  ['2 % changed', '#2ca02c'],
  ['1 % due', '#d98a00'],
  ['first survey', '#b5179e'],
] as const;

export function chartOf(rows: readonly Row[]): string {
  const shown = rows.filter(({ what }) => series.some(([name]) => name === what));
  const sizes = [...new Set(shown.map(({ size }) => size))].sort((a, b) => a - b);
  const times = shown.map(({ cpuSeconds }) => cpuSeconds);
  const x = scaleLog([sizes[0] ?? 1, sizes.at(-1) ?? 10], [margin.left, width - margin.right]);
  const y = scaleLog(
    [Math.min(...times) * 0.8, Math.max(...times) * 1.25],
    [height - margin.bottom, margin.top],
  );
  const path = line<Row>(
    ({ size }) => x(size),
    ({ cpuSeconds }) => y(cpuSeconds),
  );
  const ends: number[] = [];
  // The highest line's label first, so that each next one has only to move down.
  const lines = drawn(shown).map(({ name, colour, points, last }) => {
    const label = apart(y(last.cpuSeconds), ends);
    const dots = points.map(
      (p) => `<circle cx="${n(x(p.size))}" cy="${n(y(p.cpuSeconds))}" r="3.5" fill="${colour}"/>`,
    );
    return `<path d="${path(points) ?? ''}" fill="none" stroke="${colour}" stroke-width="2"/>${dots.join('')}
<text x="${n(x(last.size) + 10)}" y="${n(label + 4)}" fill="${colour}">${name} (${last.cpuSeconds.toFixed(1)} s)</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13" role="img">
<title>CPU seconds of a survey by number of images</title>
<rect width="${width}" height="${height}" fill="#ffffff"/>
<text x="${margin.left}" y="24" font-size="15" fill="#222222">CPU seconds of a survey, by number of images</text>
<text x="${margin.left}" y="40" font-size="12" fill="#666666">both axes logarithmic; the dotted line: ten times the images, ten times the work</text>
${axes(sizes, x, y)}
${dotted(sizes, shown, x, y)}
${lines.join('\n')}
<text x="${(margin.left + width - margin.right) / 2}" y="${height - 8}" text-anchor="middle" fill="#444444">images in the scope</text>
</svg>
`;
}

interface Drawn {
  readonly name: string;
  readonly colour: string;
  readonly points: readonly Row[];
  readonly last: Row;
}

const drawn = (shown: readonly Row[]): Drawn[] =>
  series
    .flatMap(([name, colour]): Drawn[] => {
      const points = shown.filter(({ what }) => what === name);
      const last = points.at(-1);
      return last === undefined ? [] : [{ name, colour, points, last }];
    })
    .sort((a, b) => b.last.cpuSeconds - a.last.cpuSeconds);

type Scale = ReturnType<typeof scaleLog<number, number>>;

const n = (value: number): string => value.toFixed(1);

/** Below the labels that are there already, if it would lie upon one. */
function apart(at: number, taken: number[]): number {
  let place = at;
  while (taken.some((other) => Math.abs(other - place) < 17)) place += 1;
  taken.push(place);
  return place;
}

function axes(sizes: readonly number[], x: Scale, y: Scale): string {
  const columns = sizes.map(
    (size) =>
      `<line x1="${n(x(size))}" x2="${n(x(size))}" y1="${margin.top}" y2="${height - margin.bottom}" stroke="#e3e5e8"/><text x="${n(x(size))}" y="${height - margin.bottom + 22}" text-anchor="middle" fill="#444444">${size.toLocaleString('en')}</text>`,
  );
  const ticks = y.ticks().filter((tick) => /^[125]/.test(String(tick).replace(/^0\.0*/, '')));
  const lines = ticks.map(
    (tick) =>
      `<line x1="${margin.left}" x2="${width - margin.right}" y1="${n(y(tick))}" y2="${n(y(tick))}" stroke="#e3e5e8"/><text x="${margin.left - 8}" y="${n(y(tick) + 4)}" text-anchor="end" fill="#444444">${tick}</text>`,
  );
  return [...columns, ...lines].join('\n');
}

/** Ten times the images, ten times the time, from the smallest bare loop on. */
function dotted(sizes: readonly number[], rows: readonly Row[], x: Scale, y: Scale): string {
  const first = rows.find(({ what }) => what === 'bare loop');
  const [least] = sizes;
  const most = sizes.at(-1);
  if (first === undefined || least === undefined || most === undefined) return '';
  const top = Math.min(first.cpuSeconds * (most / least), y.domain()[1] ?? Infinity);
  const end = least * (top / first.cpuSeconds);
  return `<line x1="${n(x(least))}" y1="${n(y(first.cpuSeconds))}" x2="${n(x(end))}" y2="${n(y(top))}" stroke="#8a8f98" stroke-dasharray="3 4"/>`;
}
