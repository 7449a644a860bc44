/** What would be retired, when, and why. Of a moment in the past: what was to be retired then. */
import type { Documents } from '../../../../shared/pipeline/audit/document.ts';
import { html, type Html } from '../html.ts';
import type { Parameters } from '../links.ts';
import { imageTable } from './images.ts';
import { nextTable } from './overview.ts';
import { more, nothing } from './parts.ts';

export const planView = ({ images, cursor }: Documents['next'], asked: Parameters): Html =>
  html`<p>In the order in which they come due. Whoever wants to keep one gives it the tag <code>imagewarden:keep</code>. Why the others stay is told under Images.</p>
${images.length === 0 ? nothing('Nothing is marked.') : nextTable(images, asked['at'])}${more('plan', asked, cursor)}`;

export const pastPlanView = (
  parts: readonly { readonly reason: string; readonly found: Documents['images'] }[],
  asked: Parameters,
): Html =>
  html`${parts.map(
    ({ reason, found: { images, cursor } }) => html`<h2>${reason}</h2>
${images.length === 0 ? nothing('None.') : imageTable(images, asked['at'])}${more('images', { ...asked, reason }, cursor)}`,
  )}`;
