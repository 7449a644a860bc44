/** Why there is no answer. */
import type { Image } from '../../domain/image.ts';
import type { Found } from './find.ts';
import type { Problem } from './parameters.ts';

export type Refusal =
  | { readonly is: 'none'; readonly detail: string }
  | { readonly is: 'several'; readonly detail: string; readonly candidates: readonly Candidate[] }
  | { readonly is: 'bad-cursor'; readonly problems: readonly Problem[] };

/** Enough of an image to ask for it alone. */
export interface Candidate {
  readonly image: string;
  readonly kind: string;
  readonly account: string;
  readonly region: string;
  readonly name: string;
  /** Where one id was borne by several images. */
  readonly created?: string;
}

export function refusalOf(image: string, found: Exclude<Found, { is: 'found' }>): Refusal {
  const shown = image.length > 100 ? `${image.slice(0, 100)}…` : image;
  if (found.is === 'none')
    return { is: 'none', detail: `${shown} is not in the ledger; images lists what is` };
  const detail = `${shown} may mean any of these; narrow it by kind, account or region, or give the id`;
  return { is: 'several', detail, candidates: found.candidates.map(candidateOf) };
}

const candidateOf = ({ id, incarnation, kind, account, region, name }: Image): Candidate => ({
  image: id,
  kind,
  account,
  region,
  name,
  ...(incarnation !== '' && { created: incarnation }),
});
