/** Which image somebody means who names one. */
import type { Known } from '../../domain/history.ts';
import { scopeId, type Image, type Kind, type Scope } from '../../domain/image.ts';
import type { Archive } from '../ports.ts';

/** Parts that narrow a question. */
export interface Narrowing {
  readonly kind?: Kind;
  readonly account?: string;
  readonly region?: string;
}

const covers = (narrowing: Narrowing, scope: Scope): boolean =>
  (narrowing.kind ?? scope.kind) === scope.kind &&
  (narrowing.account ?? scope.account) === scope.account &&
  (narrowing.region ?? scope.region) === scope.region;

export async function scopesWithin(archive: Archive, narrowing: Narrowing): Promise<Scope[]> {
  const scopes = await archive.scopes();
  return scopes
    .filter((scope) => covers(narrowing, scope))
    .sort((a, b) => (scopeId(a) < scopeId(b) ? -1 : 1));
}

/**
 * Everything on record, living or gone, that bears the id; failing that, the name. An AppStream name may have been
 * several images': all of them are given, the newest last.
 */
export async function find(archive: Archive, named: string, narrowing: Narrowing): Promise<Known[]> {
  const scopes = await scopesWithin(archive, narrowing);
  const all = (await Promise.all(scopes.map(async (scope) => everythingIn(archive, scope)))).flat();
  const byId = all.filter(({ latest }) => latest.after.image.id === named);
  const found = byId.length > 0 ? byId : all.filter(({ latest }) => latest.after.image.name === named);
  return found.sort((a, b) => bornAt(a) - bornAt(b));
}

const bornAt = ({ latest }: Known): number => latest.after.image.createdAt ?? 0;

const everythingIn = async (archive: Archive, scope: Scope): Promise<Known[]> => [
  ...(await archive.standing(scope)).values(),
  ...(await archive.gone(scope)),
];

/** How somebody may name just this image. */
export const addressOf = (image: Image): string =>
  `${scopeId(image)} ${image.id}${image.incarnation === '' ? '' : ` created ${image.incarnation}`}`;
