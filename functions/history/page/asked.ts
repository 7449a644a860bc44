/** What a browser asked for: forms send what is left empty, and moments without their zone. */
import type { Parameters } from './links.ts';

const moments: readonly string[] = ['at', 'from', 'to'];
const zoneless = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?$/;

export function askedOf(url: string): Parameters {
  const given = [...new URL(url).searchParams].filter(([, value]) => value !== '');
  return Object.fromEntries(
    given.map(([name, value]) => [name, moments.includes(name) ? inUtc(value) : value]),
  );
}

const inUtc = (text: string): string => (zoneless.test(text) ? `${text}Z` : text);
