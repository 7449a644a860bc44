/** Every reason to keep an image. All are looked at, always: none hides another. */
import type { Sighting } from '../../domain/evidence.ts';
import { settledStates } from '../../domain/image.ts';
import { globFor, protectingTag } from '../../domain/match.ts';
import { keepTag, type Policy, type Rule, type TagMatch } from '../../domain/policy.ts';
import { durationText, iso, type Instant } from '../../domain/time.ts';
import type { KeepCode, Reason } from '../../domain/verdict.ts';
import { familyText } from './family.ts';

export type Keep = Reason<KeepCode>;

/** Names and tags that protect. */
export interface Protecting {
  readonly names: readonly string[];
  readonly tags: TagMatch;
}

export const protectionOf = ({ protect }: Policy): Protecting => ({
  names: protect.names,
  tags: { ...protect.tags, [keepTag]: '*' },
});

/** What keeps the image whatever the rules say. */
export function protectionsOf(sighting: Sighting, protecting: Protecting): Keep[] {
  const { image, users, protections, blind } = sighting;
  const glob = globFor(protecting.names, image.name);
  const tag = protectingTag(image.tags ?? {}, protecting.tags);
  return [
    ...(settledStates.includes(image.state) ? [] : [keep('not-settled', image.stateReason ?? image.state)]),
    ...(image.createdAt === undefined ? [keep('age-unknown', 'it carries no readable creation time')] : []),
    ...users.map((user) => keep('in-use', user.resource)),
    ...blind.map((spot) => keep('users-unknown', `${spot.reading}: ${spot.error}`)),
    ...protections.map(({ code, detail }) => keep(code, detail)),
    ...(tag === undefined ? [] : [keep('protected-tag', tag)]),
    ...(glob === undefined ? [] : [keep('protected-name', glob)]),
  ];
}

/** What the rule that selected the image keeps. */
export function keepsOf(
  sighting: Sighting,
  rule: Rule | undefined,
  newest: ReadonlySet<string>,
  key: string,
  now: Instant,
): Keep[] {
  if (rule === undefined) return [keep('no-rule', 'no rule selects it')];
  const { image } = sighting;
  const { newest: floor, launchedWithin } = rule.keep;
  const keeps: Keep[] = [];
  if (image.createdAt !== undefined && now - image.createdAt <= rule.retire.olderThan)
    keeps.push(keep('too-young', `created ${iso(image.createdAt)}; ${ageText(rule)}`));
  if (newest.has(key)) keeps.push(keep('newest', `one of the ${floor} newest of ${familyText(image, rule)}`));
  if (launchedWithin !== undefined) keeps.push(...launchKeeps(image, now - launchedWithin));
  return keeps;
}

/** Only an image without a last launch was never launched; one that cannot be read may have been this morning. */
function launchKeeps({ lastLaunchedAt, lastLaunchUnreadable }: Sighting['image'], since: Instant): Keep[] {
  if (lastLaunchUnreadable === true) return [keep('recently-launched', 'its last launch cannot be read')];
  return lastLaunchedAt !== undefined && lastLaunchedAt >= since
    ? [keep('recently-launched', `last launched ${iso(lastLaunchedAt)}`)]
    : [];
}

export const ageText = (rule: Rule): string =>
  `${rule.name} retires after ${durationText(rule.retire.olderThan)}`;

const keep = (code: KeepCode, detail: string): Keep => ({ code, detail });
