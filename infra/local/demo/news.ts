/**
 * What EventBridge would tell of the account's life, shaped as AWS shapes it. Sources: Image Builder user guide, EventBridge
 * integration; EC2 user guide, AMI events; CloudTrail user guide, record contents. The events that this service's own
 * deletions would cause are left out: there is nothing new in them.
 */
import { iso, second, type Instant } from '../../../shared/domain/time.ts';
import type { BuildSummary, MachineImage } from '../account/shapes.ts';
import type { World } from '../aws/world/world.ts';
import type { VirtualClock } from '../virtual-clock.ts';

export interface News {
  /** A build went through these states; its summary already shows the last. */
  readonly build: (summary: BuildSummary, states: readonly string[], world: World) => void;
  readonly ami: (image: MachineImage, state: 'available' | 'deregistered', world: World) => void;
  /** Somebody called AWS by hand. */
  readonly call: (service: string, name: string, parameters: object, world: World) => void;
  readonly instance: (id: string, world: World) => void;
  /** Publishes what happened since the last time, a second apart. Given: whether a rule let the event through. */
  readonly send: (publish: (event: object) => boolean) => void;
  /** Nobody listened so far. */
  readonly forget: () => void;
  readonly told: () => Told;
}

export interface Told {
  readonly sent: number;
  /** No rule let them through. */
  readonly keptOut: number;
  /** Failed builds, by ARN: when their event was sent. */
  readonly failed: ReadonlyMap<string, Instant>;
}

interface Draft {
  readonly type: string;
  readonly source: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: object;
  /** The build that it says has failed. */
  readonly failed?: string;
}

export function createNews(account: string, clock: VirtualClock): News {
  const drafts: Draft[] = [];
  const failed = new Map<string, Instant>();
  const counts = { sent: 0, keptOut: 0 };
  return {
    build: (summary, states, world) => void drafts.push(...buildDrafts(summary, states, world)),
    ami: (image, state, world) => void drafts.push(amiDraft(image, state, world)),
    call: (service, name, parameters, world) => void drafts.push(callDraft(service, name, parameters, world)),
    instance: (id, world) => void drafts.push(instanceDraft(id, world)),
    send: (publish) => {
      for (const draft of drafts.splice(0)) {
        clock.advanceTo(clock.now() + second);
        counts.sent += 1;
        if (draft.failed !== undefined) failed.set(draft.failed, clock.now());
        if (!publish({ ...eventOf(draft, counts.sent, clock.now()), account })) counts.keptOut += 1;
      }
    },
    forget: () => void drafts.splice(0),
    told: () => ({ ...counts, failed }),
  };
}

const eventOf = ({ type, source, region, resources, detail }: Draft, number: number, at: Instant) => ({
  version: '0',
  id: `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`,
  'detail-type': type,
  source,
  time: iso(at),
  region,
  resources,
  detail,
});

const buildDrafts = ({ arn = '' }: BuildSummary, states: readonly string[], { region }: World): Draft[] =>
  states.slice(1).map((status, i) => ({
    type: 'EC2 Image Builder Image State Change',
    source: 'aws.imagebuilder',
    region,
    resources: [arn],
    detail: { 'previous-state': { status: states[i] }, state: { status } },
    ...(status === 'FAILED' && { failed: arn }),
  }));

const amiDraft = ({ ImageId = '' }: MachineImage, State: string, { region }: World): Draft => ({
  type: 'EC2 AMI State Change',
  source: 'aws.ec2',
  region,
  resources: [`arn:aws:ec2:${region}::image/${ImageId}`],
  detail: { RequestId: '', ImageId, State, ErrorMessage: '' },
});

const callDraft = (
  service: string,
  eventName: string,
  requestParameters: object,
  { account, region }: World,
): Draft => ({
  type: 'AWS API Call via CloudTrail',
  source: `aws.${service}`,
  region,
  resources: [],
  detail: {
    eventVersion: '1.10',
    userIdentity: { type: 'IAMUser', arn: `arn:aws:iam::${account}:user/kim` },
    eventSource: `${service}.amazonaws.com`,
    eventName,
    awsRegion: region,
    requestParameters,
  },
});

/** No image changes by it, so no rule names it. */
const instanceDraft = (id: string, { account, region }: World): Draft => ({
  type: 'EC2 Instance State-change Notification',
  source: 'aws.ec2',
  region,
  resources: [`arn:aws:ec2:${region}:${account}:instance/${id}`],
  detail: { 'instance-id': id, state: 'running' },
});
