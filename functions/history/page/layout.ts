/** What every page has around it: where one is, the moment looked at, and the way to the others. */
import { instantOf, iso } from '../../../shared/domain/time.ts';
import { html, timeText, type Html } from './html.ts';
import { linkTo, type Parameters } from './links.ts';

export interface Frame {
  readonly title: string;
  /** The page's own name among `places`. */
  readonly path: string;
  /** The question as it was asked, so that moving in time keeps it. */
  readonly asked: Parameters;
  /** Whether the page answers for a moment at all. */
  readonly timed?: boolean;
}

const places = [
  ['overview', 'Overview'],
  ['images', 'Images'],
  ['plan', 'Plan'],
  ['changes', 'Changes'],
  ['runs', 'Runs'],
] as const;

export const framed = (frame: Frame, body: Html): Html => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${frame.title} · Imagewarden</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="style.css">
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header>
<p class="mark">Imagewarden</p>
<nav aria-label="Pages"><ul>${places.map((place) => placeLink(place, frame))}</ul></nav>
</header>
<main id="content">
<h1>${frame.title}</h1>
${frame.timed === true ? clock(frame) : ''}
${body}
</main>
<footer><p>Read-only. Times are in UTC. The ledger says what the service saw and did, and on what evidence.</p></footer>
</body>
</html>`;

const placeLink = ([path, name]: (typeof places)[number], { path: here, asked }: Frame): Html =>
  html`<li><a href="${linkTo(path, { at: asked['at'] })}"${path === here ? html` aria-current="page"` : ''}>${name}</a></li>`;

/** Another moment, with everything else asked as before. */
function clock({ path, asked }: Frame): Html {
  const { at, cursor: _cursor, ...rest } = asked;
  const kept = Object.entries(rest).filter(([, value]) => value !== undefined && value !== '');
  return html`<form class="clock" method="get" action="${path}">
${kept.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<label for="at">As of (UTC)</label>
<input id="at" name="at" type="datetime-local" step="1" value="${fieldText(at)}">
<button>Show</button>
${at === undefined ? html`<span class="now">showing now</span>` : html`<span class="now">showing ${timeText(at)}</span> <a href="${linkTo(path, rest)}">Back to now</a>`}
</form>`;
}

/** As the field takes it; empty for what is no moment. */
function fieldText(at: string | undefined): string {
  const moment = instantOf(at);
  return moment === undefined ? '' : iso(moment).slice(0, 19);
}
