/** What a request for image references asks to be searched. */
import type { DescribeImageReferencesRequest, ResourceTypeRequest } from '@aws-sdk/client-ec2';
import type { Wire } from '../../../account/wire.ts';
import { Refusal } from '../../refusal.ts';

export const resourceTypes = [
  'ec2:Instance',
  'ec2:LaunchTemplate',
  'ssm:Parameter',
  'imagebuilder:ImageRecipe',
  'imagebuilder:ContainerRecipe',
] as const;
export type ResourceType = (typeof resourceTypes)[number];

export interface ReferenceSearch {
  readonly type: ResourceType;
  /** Undefined: instances in every state, terminated ones too. */
  readonly states: readonly string[] | undefined;
  /** So many newest versions of a launch template are looked at. */
  readonly depth: number;
}

/** @throws {Refusal} */
export function searchesOf(input: Wire<DescribeImageReferencesRequest>): ReferenceSearch[] {
  const asked = (input.ResourceTypes ?? []).map(searchOf);
  if (input.IncludeAllResourceTypes !== true) {
    if (asked.length > 0) return asked;
    throw new Refusal('MissingParameter', 'Give ResourceTypes or IncludeAllResourceTypes');
  }
  return resourceTypes.map(
    (type) => asked.find((search) => search.type === type) ?? searchOf({ ResourceType: type }),
  );
}

function searchOf({ ResourceType, ResourceTypeOptions }: Wire<ResourceTypeRequest>): ReferenceSearch {
  const type = resourceTypes.find((known) => known === ResourceType);
  if (type === undefined)
    throw new Refusal(
      'InvalidParameterValue',
      `The resource type '${ResourceType ?? ''}' is not one of ${resourceTypes.join(', ')}`,
    );
  const valuesOf = (name: string): string[] | undefined =>
    ResourceTypeOptions?.find(({ OptionName }) => OptionName === name)?.OptionValues;
  return { type, states: valuesOf('state-name'), depth: depthOf(valuesOf('version-depth')?.[0] ?? '10') };
}

function depthOf(text: string): number {
  const depth = Number(text);
  if (Number.isInteger(depth) && depth >= 1 && depth <= 10_000) return depth;
  throw new Refusal('InvalidParameterValue', `The version-depth '${text}' is not from 1 to 10000`);
}
