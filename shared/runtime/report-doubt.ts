import type { Doubt } from '../domain/evidence.ts';
import { scopeId } from '../domain/image.ts';
import { iso } from '../domain/time.ts';
import type { Errand } from './messages.ts';
import type { Surroundings } from './surroundings.ts';

/** Tells of a listing that was not believed: either images went in bulk, or we are looking at the wrong place. */
export function reportDoubt(
  doubt: Doubt | undefined,
  { scope, run }: Errand,
  { logger, metrics }: Surroundings,
): void {
  metrics.addMetric('ImplausibleListings', 'Count', doubt === undefined ? 0 : 1);
  if (doubt !== undefined)
    logger.error('Listing holds less than half of the images on record; nothing is retired in this scope', {
      scope: scopeId(scope),
      run: iso(run),
      ...doubt,
    });
}
