/** A resource that names an AMI, as the readings of users give it. */
import type { BlindSpot, User } from '../../domain/evidence.ts';

export interface Use {
  /** AMI id, or `resolve:ssm:…` where the resource names a parameter. */
  readonly image: string;
  readonly user: User;
}

/** What one reading of users showed, and what it could not. */
export interface Uses {
  readonly uses: readonly Use[];
  readonly blind: readonly BlindSpot[];
}

/** A launch template at the version that some resource names. */
export interface Pin {
  /** Id or name, whichever the resource gives. */
  readonly template: { readonly id: string } | { readonly name: string };
  /** A number, `$Latest` or `$Default`. */
  readonly version: string;
  readonly user: User;
}

interface Specification {
  readonly LaunchTemplateId?: string | undefined;
  readonly LaunchTemplateName?: string | undefined;
  readonly Version?: string | undefined;
}

/** EC2 takes the default version where none is named. */
export function pinOf(specification: Specification | undefined, user: User): Pin[] {
  if (specification === undefined) return [];
  const { LaunchTemplateId: id, LaunchTemplateName: name, Version } = specification;
  const version = Version === undefined || Version === '' ? '$Default' : Version;
  if (id !== undefined) return [{ template: { id }, version, user }];
  return name === undefined ? [] : [{ template: { name }, version, user }];
}

export const useOf = (image: string | undefined, user: User): Use[] =>
  image === undefined || image === '' ? [] : [{ image, user }];
