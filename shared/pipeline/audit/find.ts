/** Which image somebody means who names one. */
import pMap from 'p-map';
import type { Known } from '../../domain/history.ts';
import { compareText, scopeId, type Image, type Scope } from '../../domain/image.ts';
import type { Archive } from '../ports.ts';
import { coversScope } from './filters.ts';
import type { Narrowing } from './question.ts';

/** Questions put to the table side by side. */
export const atOnce = 16;

export async function scopesWithin(archive: Archive, narrowing: Narrowing): Promise<Scope[]> {
  const scopes = await archive.scopes();
  return scopes
    .filter((scope) => coversScope(narrowing, scope))
    .sort(
      (a, b) =>
        compareText(a.kind, b.kind) || compareText(a.account, b.account) || compareText(a.region, b.region),
    );
}

/**
 * Everything on record, living or gone, that bears the id; failing that, where wanted, the name. An AppStream name may
 * have been several images': all of them are given, the newest last. An id costs two small reads a scope; a name, the
 * scope.
 */
export async function find(
  archive: Archive,
  image: string,
  narrowing: Narrowing,
  byName = true,
): Promise<Known[]> {
  const scopes = await scopesWithin(archive, narrowing);
  const bearers = await pMap(scopes, async (scope) => archive.bearers(scope, image), { concurrency: atOnce });
  const byId = bearers.flat();
  const found = byId.length > 0 || !byName ? byId : await called(archive, scopes, image);
  return found.sort((a, b) => bornAt(a) - bornAt(b));
}

const bornAt = ({ latest }: Known): number => latest.after.image.createdAt ?? 0;

async function called(archive: Archive, scopes: readonly Scope[], name: string): Promise<Known[]> {
  const found: Known[] = [];
  const bearsName = ({ latest }: Known) => latest.after.image.name === name;
  for (const scope of scopes) {
    for await (const { items } of archive.walkStanding(scope)) found.push(...items.filter(bearsName));
    for await (const { items } of archive.walkGone(scope, -Infinity)) found.push(...items.filter(bearsName));
  }
  return found;
}

export type Found =
  /** All images that bear one id in one place, the newest last. */
  | { readonly is: 'found'; readonly bearers: readonly [Known, ...Known[]] }
  | { readonly is: 'none' }
  /** In several places: somebody has to say which. */
  | { readonly is: 'several'; readonly candidates: readonly Image[] };

export async function findOne(
  archive: Archive,
  { image, byName, filters }: { image: string; byName: boolean; filters: Narrowing },
): Promise<Found> {
  const found = await find(archive, image, filters, byName);
  const [first, ...rest] = found;
  if (first === undefined) return { is: 'none' };
  const images = found.map(({ latest }) => latest.after.image);
  if (new Set(images.map(placeOf)).size > 1) return { is: 'several', candidates: images };
  return { is: 'found', bearers: [first, ...rest] };
}

const placeOf = (image: Image): string => `${scopeId(image)}\n${image.id}`;

/** How somebody may name just this image. */
export const addressOf = (image: Image): string =>
  `${scopeId(image)} ${image.id}${image.incarnation === '' ? '' : ` created ${image.incarnation}`}`;
