/** Pieces of HTML. Whatever is interpolated is escaped, unless it is itself made here. */
import { html as escaping } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { printable } from '../../../shared/domain/printable.ts';

export type Html = HtmlEscapedString;

export function html(strings: TemplateStringsArray, ...values: readonly unknown[]): Html {
  const made = escaping(strings, ...values);
  if (made instanceof Promise) throw new Error('A page is made of what is there, not of promises');
  return made;
}

/** Text of others. It is set apart, so that its direction of writing changes nothing around it. */
export const foreign = (text: string): Html => html`<bdi>${printable(text)}</bdi>`;

/** `2026-03-02 06:00 UTC`, with seconds where there are any. */
export function timeText(iso: string): string {
  const seconds = iso.slice(17, 19);
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)}${seconds === '00' || seconds === '' ? '' : `:${seconds}`} UTC`;
}

export const time = (iso: string | null): Html =>
  iso === null ? html`<span class="none">–</span>` : html`<time datetime="${iso}">${timeText(iso)}</time>`;

/** A word with a mark of its colour beside it: the colour alone says nothing. */
export const state = (name: string): Html => html`<span class="tag ${name}">${name}</span>`;

export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
