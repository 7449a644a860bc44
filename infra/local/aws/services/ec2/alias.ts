/** Launch templates that name a parameter instead of an image. */
import type { TemplateVersion } from '../../../account/shapes.ts';
import type { Visit } from '../../operation.ts';
import { Refusal } from '../../refusal.ts';
import { findParameter } from '../ssm/parameters.ts';

const alias = 'resolve:ssm:';

/** The version with the image that its parameter stands for now. @throws {Refusal} where the switch says so */
export function withResolvedImage(version: TemplateVersion, { world, switches }: Visit): TemplateVersion {
  const written = version.LaunchTemplateData?.ImageId;
  if (written?.startsWith(alias) !== true) return version;
  const found = findParameter(written.slice(alias.length), world);
  if (typeof found === 'object')
    return {
      ...version,
      LaunchTemplateData: { ...version.LaunchTemplateData, ImageId: found.version.Value },
    };
  if (!switches.unresolvedAliasRefused) return version;
  throw new Refusal('InvalidParameterValue', `The parameter behind ${written} does not exist`);
}
