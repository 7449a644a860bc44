/** Launch templates, which are known by their versions alone. */
import type { TemplateVersion } from '../../../account/shapes.ts';
import { Refusal } from '../../refusal.ts';

export const templatesOf = (versions: readonly TemplateVersion[]): Map<string, TemplateVersion[]> =>
  Map.groupBy(versions, ({ LaunchTemplateId }) => LaunchTemplateId ?? '');

export const numberOf = ({ VersionNumber }: TemplateVersion): number => VersionNumber ?? 1;

export const newestFirst = (versions: readonly TemplateVersion[]): TemplateVersion[] =>
  versions.toSorted((a, b) => numberOf(b) - numberOf(a));

/** The version marked as default; a template starts with its first. */
const defaultOf = (versions: readonly TemplateVersion[]): TemplateVersion | undefined =>
  versions.find(({ DefaultVersion }) => DefaultVersion === true) ?? newestFirst(versions).at(-1);

/** @throws {Refusal} when no version of it is there */
export function requireTemplate(
  versions: readonly TemplateVersion[],
  id: string | undefined,
  name: string | undefined,
): TemplateVersion[] {
  const found = versions.filter((version) =>
    id === undefined ? version.LaunchTemplateName === name : version.LaunchTemplateId === id,
  );
  if (found.length > 0) return found;
  throw id === undefined
    ? new Refusal(
        'InvalidLaunchTemplateName.NotFoundException',
        `The launch template ${name ?? ''} does not exist.`,
      )
    : new Refusal('InvalidLaunchTemplateId.NotFound', `The launch template ID '${id}' does not exist`);
}

/** The versions asked for, newest first; all of them when none is named. @throws {Refusal} */
export function selectVersions(
  versions: readonly TemplateVersion[],
  asked: readonly string[],
): TemplateVersion[] {
  if (asked.length === 0) return newestFirst(versions);
  const wanted = new Set(asked.map((name) => requireVersion(versions, name)));
  return newestFirst([...wanted]);
}

function requireVersion(versions: readonly TemplateVersion[], name: string): TemplateVersion {
  const found = versionNamed(versions, name);
  if (found !== undefined) return found;
  const message = `Could not find launch template version ${name} of ${versions[0]?.LaunchTemplateId ?? ''}`;
  throw new Refusal('InvalidLaunchTemplateId.VersionNotFound', message);
}

function versionNamed(versions: readonly TemplateVersion[], name: string): TemplateVersion | undefined {
  if (name === '$Latest') return newestFirst(versions)[0];
  if (name === '$Default') return defaultOf(versions);
  return versions.find((version) => String(numberOf(version)) === name);
}
