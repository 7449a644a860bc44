/** Why there is no page: for people, with what to do. */
import { foreign, html, type Html } from './html.ts';
import { linkTo, type Parameters } from './links.ts';
import type { Shown } from './places.ts';
import type { Told } from './asking.ts';

type Refused = Exclude<Told<Shown>, { readonly is: 'answer' }>;

export function refusedView(
  refused: Refused,
  asked: Parameters,
): { status: 400 | 404; title: string; body: Html } {
  switch (refused.is) {
    case 'none':
      return {
        status: 404,
        title: 'Not found',
        body: html`<p class="problem">${foreign(refused.detail)}</p>`,
      };
    case 'several':
      return { status: 400, title: 'Which one?', body: choices(refused, asked) };
    case 'problems':
    case 'bad-cursor':
      return { status: 400, title: 'This cannot be answered', body: problemList(refused.problems) };
  }
}

const problemList = (problems: readonly { readonly detail: string }[]): Html =>
  html`<ul class="problem">${problems.map(({ detail }) => html`<li>${foreign(detail)}</li>`)}</ul>`;

const choices = ({ detail, candidates }: Extract<Refused, { is: 'several' }>, { at }: Parameters): Html =>
  html`<p>${foreign(detail)}</p><ul>${candidates.map(
    ({ image, kind, account, region, name }) =>
      html`<li><a class="id" href="${linkTo('image', { image, kind, account, region, at })}">${foreign(image)}</a> ${foreign(name)}, ${kind}, ${account} ${region}</li>`,
  )}</ul>`;
