/** Asks AWS for a report on who uses an AMI. The only call that makes anything by whoever only looks. */
import {
  CreateImageUsageReportCommand,
  type EC2Client,
  type ImageUsageReport,
  type ImageUsageResourceType,
} from '@aws-sdk/client-ec2';
import type { BlindSpot } from '../../domain/evidence.ts';
import { iso, type Duration, type Instant } from '../../domain/time.ts';
import type { Reader } from '../reader.ts';

const depthOption = 'version-depth';
/** AWS's own, where a report names none. */
const usualDepth = 20;

const typesFor = (templateVersions: number) => [
  { ResourceType: 'ec2:Instance' },
  {
    ResourceType: 'ec2:LaunchTemplate',
    ResourceTypeOptions: [{ OptionName: depthOption, OptionValues: [String(templateVersions)] }],
  },
];

interface Requesting {
  readonly ec2: EC2Client;
  readonly reader: Reader;
  readonly now: Instant;
  readonly templateVersions: number;
}

/** Of all accounts. A message that comes twice in the same `slot` of time asks once. Undefined: it is under way. */
export async function requestReport(
  ImageId: string,
  { ec2, reader, now, templateVersions }: Requesting,
  slot: Duration,
): Promise<BlindSpot | undefined> {
  const since = iso(now - (now % slot)).slice(0, 'YYYY-MM-DDThh'.length);
  const asked = await reader.once('ec2:CreateImageUsageReport', async () =>
    ec2.send(
      new CreateImageUsageReportCommand({
        ImageId,
        ResourceTypes: typesFor(templateVersions),
        ClientToken: `imagewarden-${ImageId}-${since}-${templateVersions}`,
      }),
    ),
  );
  return asked.known ? undefined : asked.blind;
}

/** Whether a report looks at all that we would ask about: all accounts, both types, as many template versions. */
export function coversAll(
  { AccountIds, ResourceTypes }: ImageUsageReport,
  templateVersions: number,
): boolean {
  const typed = (type: string) => (ResourceTypes ?? []).find(({ ResourceType }) => ResourceType === type);
  const template = typed('ec2:LaunchTemplate');
  return (
    (AccountIds ?? []).length === 0 &&
    typed('ec2:Instance') !== undefined &&
    template !== undefined &&
    depthOf(template) >= templateVersions
  );
}

function depthOf({ ResourceTypeOptions = [] }: ImageUsageResourceType): number {
  const option = ResourceTypeOptions.find(({ OptionName }) => OptionName === depthOption);
  return Number(option?.OptionValues?.[0] ?? usualDepth);
}
