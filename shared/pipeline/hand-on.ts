/** What a survey that is out of time hands on to the next message of its errand. */
import type { BlindSpot } from '../domain/evidence.ts';
import type { Weighed } from './assess.ts';
import { leave } from './luggage.ts';
import { distinct } from './observe/observe.ts';
import type { Looked } from './observe/rounds.ts';
import { addUp, type CloserSoFar, type Part, type RecordedSoFar, type Unfinished } from './part.ts';
import type { ImageSource } from './ports.ts';
import type { At } from './surveying.ts';

/** A run is as blind as its blindest part, and has made the calls of all: of those too that have to come again. */
export const handedOn = (
  soFar: Pick<Part, 'look' | 'closer' | 'recorded'>,
  blindSpots: readonly BlindSpot[],
  moved: boolean,
  { source, carried: { part } }: Pick<At, 'source' | 'carried'>,
): Unfinished => ({
  rest: { ...sumOf(part, blindSpots, source), policy: part.policy, number: part.number + 1, ...soFar },
  moved,
});

/** Over all parts. */
export const sumOf = (part: Part, blindSpots: readonly BlindSpot[], source: ImageSource) => ({
  blindSpots: distinct([...part.blindSpots, ...blindSpots]),
  readings: addUp(part.readings, source.calls()),
});

/** Of a listing that failed, or is not believed, no part goes on. */
export const isSure = ({ complete, doubt }: Weighed['survey']): boolean => complete && doubt === undefined;

/** What the next part goes on with. Undefined: it has to look anew. */
export async function putAside(
  reached: Omit<RecordedSoFar, 'newest'>,
  { survey, newest }: Weighed,
  { source, ledger, look, carried }: At,
): Promise<Pick<Part, 'look' | 'recorded'> | undefined> {
  const putAway = isSure(survey) ? await look.putAway() : undefined;
  if (putAway === undefined) return undefined;
  const kept = carried.part.recorded?.newest ?? (await leave(ledger, source.scope, ledger.packed(newest)));
  return { look: putAway, recorded: { newest: kept, ...reached } };
}

/** With what `looked` added to the closer look of earlier parts. */
export const closerIn = async (looked: Looked | undefined, at: At): Promise<Pick<Part, 'closer'>> => {
  const closer = await closerSoFar(looked, at);
  return closer === undefined ? {} : { closer };
};

async function closerSoFar(
  looked: Looked | undefined,
  { carried: { part }, ledger, source }: At,
): Promise<CloserSoFar | undefined> {
  if (looked?.reached === undefined) return part.closer;
  const { id, createdAt } = looked.reached;
  const found = await leave(ledger, source.scope, ledger.packed(looked.sightings));
  return {
    found: [...(part.closer?.found ?? []), ...found],
    after: { id, ...(createdAt !== undefined && { createdAt }) },
  };
}
