/** The policy as it travels with a packaged function: compiled, as JSON, so that Lambda needs no YAML and no grammar. */
import * as z from 'zod/mini';
import { imageStates, kinds, platforms } from '../domain/image.ts';
import type { FamilyField, Policy } from '../domain/policy.ts';

const texts = z.array(z.string());
const tags = z.record(z.string(), z.union([z.literal('*'), texts]));
const account = z.union([
  z.literal('self'),
  z.object({ id: z.string(), role: z.string(), externalId: z.exactOptional(z.string()) }),
]);
const target = z.object({ regions: texts, accounts: z.array(account), kinds: z.array(z.enum(kinds)) });
const tagField = z.templateLiteral(['tag:', z.string()]);
const plainFields = ['kind', 'name', 'name-stem', 'architecture', 'platform', 'recipe', 'pipeline'] as const;
const field: z.ZodMiniType<FamilyField> = z.union([z.enum(plainFields), tagField]);

const select = z.object({
  kinds: z.exactOptional(z.array(z.enum(kinds))),
  states: z.array(z.enum(imageStates)),
  names: z.exactOptional(texts),
  tags: z.exactOptional(tags),
  platforms: z.exactOptional(z.array(z.enum(platforms))),
  recipes: z.exactOptional(texts),
  pipelines: z.exactOptional(texts),
  accounts: z.exactOptional(texts),
  regions: z.exactOptional(texts),
});

const rule = z.object({
  name: z.string(),
  select,
  family: z.array(field),
  keep: z.object({ newest: z.number(), launchedWithin: z.exactOptional(z.number()) }),
  retire: z.object({ olderThan: z.number() }),
  basis: z.string(),
});

const policy: z.ZodMiniType<Policy> = z.object({
  mode: z.enum(['preview', 'enforce']),
  hash: z.string(),
  targets: z.exactOptional(z.array(target)),
  limits: z.object({ perRun: z.number(), share: z.number() }),
  grace: z.number(),
  historyDays: z.number(),
  readings: z.object({ launchTemplateVersions: z.number(), usageReports: z.boolean() }),
  protect: z.object({ tags, names: texts }),
  rules: z.array(rule),
});

/** Throws for anything but what `policyForPackage` wrote: a deployment that was put together wrongly must not run. */
export const policyFromPackage = (text: string): Policy => z.parse(policy, JSON.parse(text));

export const policyForPackage = (compiled: Policy): string => JSON.stringify(compiled);
