/** What changed between two times, oldest first. */
import type { Entry } from '../../domain/history.ts';
import { compareText } from '../../domain/image.ts';
import type { Instant } from '../../domain/time.ts';
import type { Archive } from '../ports.ts';
import { scopesWithin, type Narrowing } from './find.ts';

export async function changesBetween(
  archive: Archive,
  from: Instant,
  to: Instant,
  narrowing: Narrowing,
): Promise<Entry[]> {
  const scopes = await scopesWithin(archive, narrowing);
  const entries = await Promise.all(scopes.map(async (scope) => archive.between(scope, from, to)));
  return entries.flat().sort((a, b) => a.at - b.at || compareText(a.after.image.id, b.after.image.id));
}
