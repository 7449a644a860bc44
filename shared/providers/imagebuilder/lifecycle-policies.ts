/** Image Builder's own lifecycle policies: what an enabled one manages, we leave to it. */
import {
  GetLifecyclePolicyCommand,
  ListLifecyclePoliciesCommand,
  type ImagebuilderClient,
  type LifecyclePolicy,
} from '@aws-sdk/client-imagebuilder';
import pMap from 'p-map';
import type { BlindSpot, Protection } from '../../domain/evidence.ts';
import type { Reader } from '../reader.ts';
import { versionCovers } from './arn.ts';

export interface LifecyclePolicies {
  readonly enabled: readonly LifecyclePolicy[];
  readonly blind: readonly BlindSpot[];
}

export async function readLifecyclePolicies(
  client: ImagebuilderClient,
  reader: Reader,
): Promise<LifecyclePolicies> {
  const { items, blind } = await reader.pages('imagebuilder:ListLifecyclePolicies', async (nextToken) => {
    const page = await client.send(new ListLifecyclePoliciesCommand({ maxResults: 25, nextToken }));
    return { items: page.lifecyclePolicySummaryList, token: page.nextToken };
  });
  const arns = items.filter(({ status }) => status !== 'DISABLED').flatMap(({ arn }) => arn ?? []);
  const read = await pMap(arns, async (arn) => readPolicy(client, reader, arn), { concurrency: 4 });
  return {
    enabled: read.flatMap(({ policies }) => policies).filter(({ status }) => status !== 'DISABLED'),
    blind: [...blind, ...read.flatMap((one) => one.blind)],
  };
}

async function readPolicy(client: ImagebuilderClient, reader: Reader, arn: string) {
  const answer = await reader.once('imagebuilder:GetLifecyclePolicy', async () =>
    client.send(new GetLifecyclePolicyCommand({ lifecyclePolicyArn: arn })),
  );
  if (!answer.known) return { policies: [], blind: [answer.blind] };
  return {
    policies: answer.value.lifecyclePolicy === undefined ? [] : [answer.value.lifecyclePolicy],
    blind: [],
  };
}

/** What a lifecycle policy selects builds by. */
export interface Origin {
  readonly recipe?: string;
  readonly version?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** The enabled policies that manage what has this origin: all of them, since they come in no order. */
export function managersOf(policies: readonly LifecyclePolicy[], origin: Origin): Protection[] {
  const managers = policies.filter(({ resourceSelection }) => {
    const { recipes = [], tagMap = {} } = resourceSelection ?? {};
    const wanted = Object.entries(tagMap);
    return (
      recipes.some(({ name, semanticVersion }) => covers(name, semanticVersion, origin)) ||
      (wanted.length > 0 && wanted.every(([key, value]) => origin.tags?.[key] === value))
    );
  });
  return managers.map(({ name, arn }) => ({
    code: 'managed-elsewhere',
    detail: `Image Builder lifecycle policy ${name ?? arn ?? ''}`.trimEnd(),
  }));
}

/** ARNs hold names in lower case with hyphens, whatever the display name: both spellings count. */
function covers(name: string | undefined, version: string | undefined, origin: Origin): boolean {
  if (name === undefined || origin.recipe === undefined) return false;
  return slug(name) === slug(origin.recipe) && versionCovers(version ?? 'x.x.x', origin.version ?? 'x.x.x');
}

const slug = (name: string): string => name.toLowerCase().replaceAll(/[ _]/g, '-');
