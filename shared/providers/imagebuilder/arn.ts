/** `arn:…:image/<name>/<major.minor.patch>[/<build>]` taken apart. */

export interface BuildName {
  /** Everything up to the version: the same for all versions and builds of one image. */
  readonly base: string;
  /** The name segment, which is the recipe's. */
  readonly name: string;
  /** Three numbers, or `x` where the ARN leaves one open. */
  readonly version: string;
  /** Absent: no particular build. */
  readonly build?: number;
}

const form = /^(arn:[^:]*:imagebuilder:[^:]*:[^:]*:image\/([^/]+))\/([\dx]+\.[\dx]+\.[\dx]+)(?:\/(\d+))?$/;

export function buildNameOf(arn: string): BuildName | undefined {
  const [, base, name, version, build] = form.exec(arn) ?? [];
  if (base === undefined || name === undefined || version === undefined) return undefined;
  return { base, name, version, ...(build !== undefined && { build: Number(build) }) };
}

/** Whether a version with wildcards (`1.x.x`) covers a version. */
export function versionCovers(pattern: string, version: string): boolean {
  const parts = version.split('.');
  return pattern.split('.').every((part, i) => part === 'x' || part === parts[i]);
}

/** Later versions, then later builds, are greater. */
export function compareBuilds(a: BuildName, b: BuildName): number {
  const [as, bs] = [a, b].map(({ version, build }) => [...version.split('.').map(Number), build ?? 0]);
  return (as ?? []).map((part, i) => part - (bs?.[i] ?? 0)).find((difference) => difference !== 0) ?? 0;
}
