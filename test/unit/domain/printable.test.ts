import { describe, expect, it } from 'vitest';
import { printable, printableLines } from '../../../shared/domain/printable.ts';
import { isHarmless, nasty } from '../../support/nasty.ts';

describe('text of others', () => {
  it.each(nasty)('steers nothing once it is printable: %j', (text) => {
    expect(isHarmless(printable(text))).toBe(true);
    expect(printable(text)).not.toMatch(/[\n\t]/);
    expect(isHarmless(printableLines(text))).toBe(true);
  });

  it('stays as it is where it steers nothing', () => {
    for (const text of ['web-1', 'é 🦊 漢字 "<b>"', '']) {
      expect(printable(text)).toBe(text);
      expect(printableLines(text)).toBe(text);
    }
  });

  it('is shown as JSON writes it, in halves where JSON does', () => {
    expect(printable('\u001b[m\u202e\n\0')).toBe('\\u001b[m\\u202e\\u000a\\u0000');
    expect(printable('\u{e0001}')).toBe('\\udb40\\udc01');
  });

  it('keeps its own line ends and tabs, and no lone carriage return', () => {
    expect(printableLines('a\tb\nc\r\nd\re\r')).toBe('a\tb\nc\r\nd\\u000de\r');
  });

  it('is the same document after it as before it, where it is JSON', () => {
    const document = { texts: nasty, [nasty[0] ?? '']: nasty.join('') };
    const text = printableLines(JSON.stringify(document, null, 2));
    expect(isHarmless(text)).toBe(true);
    expect(JSON.parse(text)).toEqual(document);
  });
});
