/** An EventBridge event → which image it speaks of, or nothing for what is not ours. Told by source and detail type. */
import * as z from 'zod/mini';
import type { Kind, Scope } from '../../shared/domain/image.ts';
import { printable } from '../../shared/domain/printable.ts';
import { instantOf, type Instant } from '../../shared/domain/time.ts';

export interface Hint {
  readonly scope: Scope;
  readonly id: string;
  /** The event says that the image is no more; without it the image should be found. */
  readonly deleted: boolean;
  /** Who deleted it, and when that was called for. */
  readonly by?: string;
  readonly at?: Instant;
}

const envelope = z.object({
  source: z.string(),
  'detail-type': z.string(),
  account: z.string(),
  region: z.string(),
  resources: z._default(z.array(z.string()), []),
  detail: z.record(z.string(), z.unknown()),
});
type Envelope = z.infer<typeof envelope>;

/** No id of an image and no ARN of a caller is longer, or holds what cannot be shown. */
const longest = 2_048;
const isText = (text: string): boolean => text.length <= longest && text === printable(text);

/** Undefined for anything unknown, malformed or foreign. An event may speak of two images (a copy has a source). */
export function hintsOf(event: unknown): readonly Hint[] | undefined {
  const hints = anyHintsOf(event);
  return hints?.every(({ id, by = '', scope }) => [id, by, scope.account, scope.region].every(isText)) ===
    true
    ? hints
    : undefined;
}

function anyHintsOf(event: unknown): readonly Hint[] | undefined {
  const read = envelope.safeParse(event);
  if (!read.success) return undefined;
  const { source, 'detail-type': type } = read.data;
  if (type === 'AWS API Call via CloudTrail') return callHints(read.data);
  if (source === 'aws.appstream' && type === 'AWS Service Event via CloudTrail') return madeHints(read.data);
  if (source === 'aws.imagebuilder' && type === 'EC2 Image Builder Image State Change')
    return buildHints(read.data);
  if (source === 'aws.ec2' && type === 'EC2 AMI State Change') return amiHints(read.data);
  return undefined;
}

const hint = ({ account, region }: Envelope, kind: Kind, id: string, deleted = false): Hint => ({
  scope: { account, region, kind },
  id,
  deleted,
});

/** Its AMIs are not in the event: they come with their own, or with the next look at the build. */
function buildHints(event: Envelope): Hint[] | undefined {
  const [arn] = event.resources;
  return arn?.includes(':image/') === true ? [hint(event, 'imagebuilder', arn)] : undefined;
}

const amiDetail = z.object({ ImageId: z.string(), State: z.string() });

function amiHints(event: Envelope): Hint[] | undefined {
  const read = amiDetail.safeParse(event.detail);
  if (!read.success) return undefined;
  return [hint(event, 'ec2', read.data.ImageId, read.data.State === 'deregistered')];
}

const call = z.object({
  eventSource: z.string(),
  eventName: z.string(),
  eventTime: z.optional(z.string()),
  errorCode: z.optional(z.string()),
  requestParameters: z.optional(z.nullable(z.record(z.string(), z.unknown()))),
  userIdentity: z.optional(z.object({ arn: z.optional(z.string()) })),
});

/** Where each call names its image: kind, parameter, and whether the call deletes it. */
const calls: Readonly<Record<string, readonly [Kind, string, boolean]>> = {
  'ec2.amazonaws.com DeregisterImage': ['ec2', 'imageId', true],
  'imagebuilder.amazonaws.com DeleteImage': ['imagebuilder', 'imageBuildVersionArn', true],
  'appstream.amazonaws.com DeleteImage': ['appstream', 'name', true],
  'appstream.amazonaws.com CopyImage': ['appstream', 'destinationImageName', false],
  'appstream.amazonaws.com CreateUpdatedImage': ['appstream', 'newImageName', false],
  'appstream.amazonaws.com CreateImportedImage': ['appstream', 'name', false],
  'appstream.amazonaws.com UpdateImagePermissions': ['appstream', 'name', false],
  'appstream.amazonaws.com DeleteImagePermissions': ['appstream', 'name', false],
  'appstream.amazonaws.com CreateFleet': ['appstream', 'imageName', false],
  'appstream.amazonaws.com UpdateFleet': ['appstream', 'imageName', false],
};

/** A call that AWS refused changed nothing. */
function callHints(event: Envelope): Hint[] | undefined {
  const read = call.safeParse(event.detail);
  if (!read.success) return undefined;
  const { eventSource, eventName, eventTime, errorCode, requestParameters, userIdentity } = read.data;
  const known = calls[`${eventSource} ${eventName}`];
  if (known === undefined || errorCode !== undefined) return undefined;
  const [kind, parameter, deleted] = known;
  const id = requestParameters?.[parameter];
  if (typeof id !== 'string') return undefined;
  const by = deleted ? userIdentity?.arn : undefined;
  const at = by === undefined ? undefined : instantOf(eventTime);
  return [
    {
      ...hint(placeOf(event, requestParameters), kind, id, deleted),
      ...(by !== undefined && { by }),
      ...(at !== undefined && { at }),
    },
  ];
}

const made = z.object({
  eventName: z.literal('CreateImage'),
  serviceEventDetails: z.object({ ImageName: z.string() }),
});

/** An image builder has made an image: nobody's call, so CloudTrail tells it as an event of the service. */
function madeHints(event: Envelope): Hint[] | undefined {
  const read = made.safeParse(event.detail);
  return read.success ? [hint(event, 'appstream', read.data.serviceEventDetails.ImageName)] : undefined;
}

/** A copy appears in the region that the call names. */
function placeOf(
  event: Envelope,
  parameters: Readonly<Record<string, unknown>> | null | undefined,
): Envelope {
  const region = parameters?.['destinationRegion'];
  return typeof region === 'string' ? { ...event, region } : event;
}
