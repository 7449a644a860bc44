/** How many images there were over time, one layer for each state. */
import { scaleLinear } from 'd3-scale';
import { area, curveStepAfter, stack } from 'd3-shape';
import { imageStates } from '../../../../shared/domain/image.ts';
import type { Documents } from '../../../../shared/pipeline/audit/document.ts';
import { html, plural, type Html } from '../html.ts';
import { chart, height, threeOf, width } from './frame.ts';

type Day = Documents['overview']['series'][number];

/** Undefined where there are not two days to draw a line between. */
export function statesChart(series: readonly Day[]): Html | undefined {
  const [first, last] = [series[0], series.at(-1)];
  if (first === undefined || last === undefined || first === last) return undefined;
  const names = imageStates.filter((name) => series.some(({ states }) => (states[name] ?? 0) > 0));
  const most = Math.max(...series.map(({ states }) => sum(Object.values(states))), 1);
  const y = scaleLinear([0, most], [height, 0]).nice(4);
  const x = scaleLinear([momentOf(first), momentOf(last)], [0, width]);
  const layers = stack<Day, string>()
    .keys(names)
    .value(({ states }, name) => states[name] ?? 0)([...series]);
  const shape = area<(typeof layers)[number][number]>()
    .x(({ data }) => Math.round(x(momentOf(data))))
    .y0((point) => Math.round(y(point[0])))
    .y1((point) => Math.round(y(point[1])))
    .curve(curveStepAfter);
  const [, top = most] = y.domain();
  return chart(
    {
      label: `${plural(last.owned, 'image')} on ${last.day}, ${first.owned} on ${first.day}`,
      caption: 'Images by state, as the daily runs counted them',
      up: [top, top / 2, 0].map(String),
      along: threeOf(momentOf(first), momentOf(last)),
      legend: names.map((name) => ({
        className: name,
        name: `${name} (${last.states[name] ?? 0} at the end)`,
      })),
    },
    html`${layers.map((layer) => html`<path class="f-${layer.key}" d="${shape(layer) ?? ''}"/>`)}
<path class="axis" d="M0 ${Math.round(y(top / 2))}H${width}"/>`,
  );
}

const momentOf = ({ day }: Day): number => Date.parse(day);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, next) => total + next, 0);
