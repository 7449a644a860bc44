/**
 * A checked document → the policy. What means the same becomes the same: lists whose order says nothing are put in
 * order, lengths of time become milliseconds.
 */
import { compareText, imageStates, kinds, platforms } from '../domain/image.ts';
import type { ImageState } from '../domain/image.ts';
import type { Policy, Rule, Select, TagMatch, Target } from '../domain/policy.ts';
import type { PolicyDocument } from './document.ts';
import { durationOf } from './durations.ts';
import { canonicalJson, sha256 } from './hash.ts';
import { shareOf } from './shares.ts';

type RuleDocument = PolicyDocument['rules'][number];
type TargetDocument = NonNullable<PolicyDocument['targets']>[number];

/** States that a rule means when it names none. */
const usualStates: readonly ImageState[] = ['available', 'deprecated', 'disabled'];

export function compile(document: PolicyDocument): Policy {
  const grace = durationOf(document.grace);
  const said = {
    mode: document.mode,
    ...(document.targets && { targets: document.targets.map(targetOf) }),
    limits: { perRun: document.limits.perRun, share: shareOf(document.limits.share) },
    grace,
    historyDays: document.historyDays,
    readings: document.readings,
    protect: { tags: tagMatch(document.protect.tags), names: inOrder(document.protect.names) },
    rules: document.rules.map((rule) => ruleOf(rule, grace)),
  };
  return withHash(said);
}

/** The version of the language is part of what a policy says. */
export const withHash = (said: Omit<Policy, 'hash'>): Policy => ({
  ...said,
  hash: `sha256:${sha256(canonicalJson({ version: 1, ...said }))}`,
});

function ruleOf(document: RuleDocument, grace: number): Rule {
  const { newest, launchedWithin } = document.keep;
  const said = {
    name: document.name,
    select: selectOf(document.select),
    family: inOrder(document.family),
    keep: launchedWithin === undefined ? { newest } : { newest, launchedWithin: durationOf(launchedWithin) },
    retire: { olderThan: durationOf(document.retire.olderThan) },
  };
  return { ...said, basis: sha256(canonicalJson({ ...said, grace })).slice(0, 16) };
}

function selectOf(select: RuleDocument['select']): Select {
  return {
    ...(select.kinds && { kinds: amongst(kinds, select.kinds) }),
    states: amongst(imageStates, select.states ?? usualStates),
    ...(select.names && { names: inOrder(select.names) }),
    ...(select.tags && Object.keys(select.tags).length > 0 && { tags: tagMatch(select.tags) }),
    ...(select.platforms && { platforms: amongst(platforms, select.platforms) }),
    ...(select.recipes && { recipes: inOrder(select.recipes) }),
    ...(select.pipelines && { pipelines: inOrder(select.pipelines) }),
    ...(select.accounts && { accounts: inOrder(select.accounts) }),
    ...(select.regions && { regions: inOrder(select.regions) }),
  };
}

const targetOf = (target: TargetDocument): Target => ({
  regions: inOrder(target.regions),
  accounts: target.accounts,
  kinds: amongst(kinds, target.kinds),
});

const tagMatch = (tags: Readonly<Record<string, string | readonly string[]>>): TagMatch =>
  Object.fromEntries(
    Object.entries(tags)
      .sort(([a], [b]) => compareText(a, b))
      .map(([key, values]) => [
        key,
        values === '*' ? values : inOrder(typeof values === 'string' ? [values] : values),
      ]),
  );

const inOrder = <Text extends string>(texts: readonly Text[]): Text[] =>
  [...new Set(texts)].sort(compareText);

const amongst = <Word extends string>(words: readonly Word[], some: readonly Word[]): Word[] =>
  words.filter((word) => some.includes(word));
