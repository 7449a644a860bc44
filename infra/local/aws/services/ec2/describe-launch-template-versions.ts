import type {
  DescribeLaunchTemplateVersionsRequest,
  DescribeLaunchTemplateVersionsResult,
} from '@aws-sdk/client-ec2';
import { DescribeLaunchTemplateVersions$ } from '@aws-sdk/client-ec2';
import type { TemplateVersion } from '../../../account/shapes.ts';
import type { Wire } from '../../../account/wire.ts';
import type { FilterFields } from '../../filters.ts';
import { filtered } from '../../filters.ts';
import type { Operation, Visit } from '../../operation.ts';
import { pagedOperation } from '../../paging.ts';
import { Refusal } from '../../refusal.ts';
import { withResolvedImage } from './alias.ts';
import { ec2Wish, isHidden, lastToken, stopDryRun } from './listing.ts';
import { requireTemplate, selectVersions, templatesOf } from './templates.ts';

type Input = Wire<DescribeLaunchTemplateVersionsRequest>;

export const describeLaunchTemplateVersions = (): Operation =>
  pagedOperation<
    DescribeLaunchTemplateVersionsRequest,
    DescribeLaunchTemplateVersionsResult,
    TemplateVersion
  >({
    schema: DescribeLaunchTemplateVersions$,
    limits: () => ({ usual: 200, least: 1, most: 200 }),
    wish: ec2Wish,
    list(input, visit) {
      stopDryRun(input);
      const { templateVersions } = visit.world.ec2;
      const shown = templateVersions
        .all()
        .filter((version) => input.IncludeManagedResources === true || !isHidden(version));
      // The filter compares the text of the template, before an alias in it is resolved.
      const found = filtered(chosen(input, shown), input.Filters, fields);
      return input.ResolveAlias === true ? found.map((version) => withResolvedImage(version, visit)) : found;
    },
    answer: (LaunchTemplateVersions, next, visit: Visit) => ({
      LaunchTemplateVersions,
      NextToken: lastToken(next, visit),
    }),
  });

function chosen(input: Input, shown: readonly TemplateVersion[]): TemplateVersion[] {
  const { LaunchTemplateId: id, LaunchTemplateName: name, Versions = [] } = input;
  if (id !== undefined && name !== undefined)
    throw new Refusal('InvalidParameterCombination', 'Give a launch template id or a name, not both');
  if (id === undefined && name === undefined) return ofEveryTemplate(Versions, shown);
  const versions = requireTemplate(shown, id, name);
  return selectVersions(versions, Versions).filter((version) => isWithin(version, input));
}

/** Without a template, only the latest and the default versions can be asked for, of all templates. */
function ofEveryTemplate(asked: readonly string[], shown: readonly TemplateVersion[]): TemplateVersion[] {
  if (asked.length === 0)
    throw new Refusal(
      'MissingParameter',
      'Give a launch template id or name, or Versions $Latest and $Default',
    );
  if (asked.some((version) => version !== '$Latest' && version !== '$Default'))
    throw new Refusal(
      'InvalidParameterValue',
      'Without a launch template only $Latest and $Default can be given',
    );
  return [...templatesOf(shown).values()].flatMap((versions) => selectVersions(versions, asked));
}

function isWithin({ VersionNumber = 1 }: TemplateVersion, { MinVersion, MaxVersion }: Input): boolean {
  return VersionNumber >= Number(MinVersion ?? 0) && VersionNumber <= Number(MaxVersion ?? Infinity);
}

const fields: FilterFields<TemplateVersion & { readonly Tags?: undefined }> = {
  'image-id': ({ LaunchTemplateData }) => [LaunchTemplateData?.ImageId],
  'instance-type': ({ LaunchTemplateData }) => [LaunchTemplateData?.InstanceType],
  'is-default-version': ({ DefaultVersion }) => [String(DefaultVersion ?? false)],
};
