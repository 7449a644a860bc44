/** Cursors that only we can make: the text in the open, and beside it an HMAC over it and what it is about. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Seal } from '../pipeline/audit/cursor.ts';

export function createSeal(key: string): Seal {
  const markOf = (text: string, about: string): Buffer =>
    createHmac('sha256', key)
      .update(JSON.stringify([text, about]))
      .digest()
      .subarray(0, 16);
  return {
    close: (text, about) =>
      `${Buffer.from(text).toString('base64url')}.${markOf(text, about).toString('base64url')}`,
    open(sealed, about) {
      const [body = '', mark = '', ...more] = sealed.split('.');
      const text = Buffer.from(body, 'base64url').toString();
      const given = Buffer.from(mark, 'base64url');
      const wanted = markOf(text, about);
      // One cursor has one spelling, though the decoder is lenient.
      const isCanonical = more.length === 0 && given.toString('base64url') === mark;
      return isCanonical && given.length === wanted.length && timingSafeEqual(given, wanted)
        ? text
        : undefined;
    },
  };
}
