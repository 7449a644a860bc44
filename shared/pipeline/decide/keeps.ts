/** Every reason to keep an image. All are looked at, always: none hides another. */
import type { Sighting } from '../../domain/evidence.ts';
import { settledStates } from '../../domain/image.ts';
import { globFor, protectingTag } from '../../domain/match.ts';
import { keepTag, type Policy, type Rule, type TagMatch } from '../../domain/policy.ts';
import { durationText, iso, type Instant } from '../../domain/time.ts';
import type { KeepCode, Reason } from '../../domain/verdict.ts';
import { familyText } from './family.ts';

/** Most are only counted: the words are made of those that are told. */
export interface Keep {
  readonly code: KeepCode;
  readonly detail: () => string;
}

export const inWords = (keeps: readonly Keep[]): Reason<KeepCode>[] =>
  keeps.map(({ code, detail }) => ({ code, detail: detail() }));

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
  const keeps: Keep[] = [];
  if (!settledStates.includes(image.state))
    keeps.push(keep('not-settled', () => image.stateReason ?? image.state));
  if (image.createdAt === undefined)
    keeps.push(keep('age-unknown', () => 'it carries no readable creation time'));
  for (const user of users) keeps.push(keep('in-use', () => user.resource));
  for (const spot of blind) keeps.push(keep('users-unknown', () => `${spot.reading}: ${spot.error}`));
  for (const { code, detail } of protections) keeps.push(keep(code, () => detail));
  if (tag !== undefined) keeps.push(keep('protected-tag', () => tag));
  if (glob !== undefined) keeps.push(keep('protected-name', () => glob));
  return keeps;
}

/** What the rule that selected the image keeps, but for the floor of its family. */
export function keepsOf({ image }: Sighting, rule: Rule | undefined, now: Instant): Keep[] {
  if (rule === undefined) return [keep('no-rule', () => 'no rule selects it')];
  const { createdAt } = image;
  const { launchedWithin } = rule.keep;
  const keeps: Keep[] = [];
  if (createdAt !== undefined && now - createdAt <= rule.retire.olderThan)
    keeps.push(keep('too-young', () => `created ${iso(createdAt)}; ${ageText(rule)}`));
  if (launchedWithin !== undefined) keeps.push(...launchKeeps(image, now - launchedWithin));
  return keeps;
}

/** Of an image that its rule's floor keeps. */
export const floorKeep = ({ image }: Sighting, rule: Rule): Keep =>
  keep('newest', () => `one of the ${rule.keep.newest} newest of ${familyText(image, rule)}`);

/** Only an image without a last launch was never launched; one that cannot be read may have been this morning. */
function launchKeeps({ lastLaunchedAt, lastLaunchUnreadable }: Sighting['image'], since: Instant): Keep[] {
  if (lastLaunchUnreadable === true)
    return [keep('recently-launched', () => 'its last launch cannot be read')];
  return lastLaunchedAt !== undefined && lastLaunchedAt >= since
    ? [keep('recently-launched', () => `last launched ${iso(lastLaunchedAt)}`)]
    : [];
}

export const ageText = (rule: Rule): string =>
  `${rule.name} retires after ${durationText(rule.retire.olderThan)}`;

const keep = (code: KeepCode, detail: () => string): Keep => ({ code, detail });
