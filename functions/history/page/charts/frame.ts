/**
 * A chart is a drawing that stretches to any width, with its words beside it in HTML, so that they stay readable on a
 * telephone. Nothing in it needs a script.
 */
import { html, timeText, type Html } from '../html.ts';

export const width = 1000;
export const height = 240;

export interface Words {
  /** What the drawing shows, for those who do not see it. */
  readonly label: string;
  readonly caption: string;
  /** From the top down. */
  readonly up: readonly string[];
  /** From the first to the last moment. */
  readonly along: readonly number[];
  readonly legend: readonly { readonly className: string; readonly name: string }[];
}

export const chart = ({ label, caption, up, along, legend }: Words, drawing: Html, tall = height): Html =>
  html`<figure class="chart"><figcaption>${caption}</figcaption>
<div class="plot"><div class="up" aria-hidden="true">${up.map((text) => html`<span>${text}</span>`)}</div>
<svg role="img" aria-label="${label}" viewBox="0 0 ${width} ${tall}" height="${tall}" preserveAspectRatio="none">${drawing}</svg>
<div class="along" aria-hidden="true">${along.map((at) => html`<span>${dayText(at)}</span>`)}</div></div>
<ul class="legend">${legend.map(({ className, name }) => html`<li class="tag ${className}">${name}</li>`)}</ul></figure>`;

const dayText = (at: number): string => timeText(new Date(at).toISOString()).slice(0, 10);

/** Ends and middle, or what of them there is. */
export const threeOf = (from: number, to: number): readonly number[] =>
  to - from < 3 * 86_400_000 ? [from, to] : [from, from + (to - from) / 2, to];
