/** Parameters, their versions and labels. */
import type { ParameterVersion } from '../../../account/shapes.ts';
import type { World } from '../../world/world.ts';

export const versionOf = ({ Version }: ParameterVersion): number => Version ?? 1;

/** The newest version of every parameter: the one that a name alone stands for. */
export function currentParameters({ ssm }: World): ParameterVersion[] {
  const byName = Map.groupBy(ssm.parameters.all(), ({ Name }) => Name ?? '');
  return [...byName.values()].flatMap((versions) => newest(versions) ?? []);
}

export const newest = (versions: readonly ParameterVersion[]): ParameterVersion | undefined =>
  versions.toSorted((a, b) => versionOf(b) - versionOf(a))[0];

export interface Found {
  readonly version: ParameterVersion;
  /** Which version or label was asked for, if any. */
  readonly selector: string | undefined;
}

/** What `name`, `name:version`, `name:label` or the same with an ARN stands for. */
export function findParameter(reference: string, world: World): Found | 'no-parameter' | 'no-version' {
  const root = parameterArn('', world);
  const [name = '', selector] = reference.replace(root, '/').split(':');
  // An ARN has a slash before the name, whether the name begins with one or not.
  const bare = reference.startsWith(root) ? world.ssm.parameters.named(name.slice(1)) : [];
  const versions = [...world.ssm.parameters.named(name), ...bare];
  if (versions.length === 0) return 'no-parameter';
  const version =
    selector === undefined ? newest(versions) : versions.find((each) => isSelected(each, selector));
  return version === undefined ? 'no-version' : { version, selector };
}

const isSelected = (version: ParameterVersion, selector: string): boolean =>
  String(versionOf(version)) === selector || (version.Labels ?? []).includes(selector);

export const parameterArn = (name: string, { account, region }: World): string =>
  `arn:aws:ssm:${region}:${account}:parameter${name.startsWith('/') ? '' : '/'}${name}`;
