/** What the earlier parts of a survey left to this one. */
import type { Sighting } from '../domain/evidence.ts';
import type { Scope } from '../domain/image.ts';
import { hour, type Duration, type Instant } from '../domain/time.ts';
import { pickUpLook, type LookPickedUp } from './look.ts';
import { pickUp } from './luggage.ts';
import { firstPart, partOf, type Part } from './part.ts';
import type { Ledger } from './ports.ts';

export interface Carried {
  readonly part: Part;
  readonly look?: LookPickedUp;
  /** The candidates as the closer look showed them. */
  readonly found: readonly Sighting[];
  /** Keys of those that the floors of their families keep, once all candidates were looked at. */
  readonly newest?: ReadonlySet<string>;
}

/** A listing older than this tells too little of what is there: a message may have waited long among the failed ones. */
const oldest: Duration = hour;

/** A survey whose earlier parts left something that is not there any more begins anew; one whose look is old looks anew. */
export async function carriedBy(
  given: Part | undefined,
  policy: string,
  ledger: Ledger,
  scope: Scope,
  now: Instant,
): Promise<Carried> {
  const part = freshPart(partOf(given, policy), now);
  const look = part.look && (await pickUpLook(ledger, scope, part.look));
  const found = await pickUp(ledger, scope, part.closer?.found ?? []);
  const newest = await pickUp(ledger, scope, part.recorded?.newest ?? []);
  if (found === undefined || newest === undefined || (part.look && !look))
    return { part: firstPart(policy, part.number), found: [] };
  return {
    part,
    found: [...ledger.sightingsIn(found)],
    ...(look && { look }),
    ...(part.recorded && { newest: new Set(ledger.keysIn(newest)) }),
  };
}

/** What is on record by then is not written again: it is read anew. */
function freshPart(part: Part, now: Instant): Part {
  if (part.look === undefined || now <= part.look.takenAt + oldest) return part;
  const { look: _look, recorded: _recorded, ...rest } = part;
  return rest;
}
