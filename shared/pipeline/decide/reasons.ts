/** How the reasons of one decision are told: one per code, sorted, each naming everything that it rests on. */
import { compareText } from '../../domain/image.ts';
import type { Reason } from '../../domain/verdict.ts';

/** Details named in full before the rest are only counted: an image may have ten thousand users. */
const namedDetails = 20;

export function tell(reasons: readonly Reason[]): Reason[] {
  // As it is with most images of a large scope.
  if (reasons.length === 1) return [...reasons];
  const byCode = Map.groupBy(reasons, ({ code }) => code);
  return [...byCode]
    .sort(([a], [b]) => compareText(a, b))
    .map(([code, same]) => ({ code, detail: enumerate(same.map(({ detail }) => detail)) }));
}

function enumerate(details: readonly string[]): string {
  const distinct = [...new Set(details)].sort(compareText);
  const more = distinct.length - namedDetails;
  return [...distinct.slice(0, namedDetails), ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}
