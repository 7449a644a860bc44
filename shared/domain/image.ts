/** What a machine image is to us, whichever service keeps it. */
import type { Instant } from './time.ts';

export const kinds = ['ec2', 'imagebuilder', 'appstream'] as const;
export type Kind = (typeof kinds)[number];

export const imageStates = [
  'pending',
  'available',
  'deprecated',
  'disabled',
  'failed',
  'cancelled',
  'deleting',
  'unknown',
] as const;
export type ImageState = (typeof imageStates)[number];

/** States in which nothing is under way, so that an image may be judged at all. */
export const settledStates: readonly ImageState[] = [
  'available',
  'deprecated',
  'disabled',
  'failed',
  'cancelled',
];

export const platforms = ['linux', 'windows', 'macos'] as const;
export type Platform = (typeof platforms)[number];

export interface Place {
  readonly account: string;
  readonly region: string;
}

/** Where one listing happens: everything is surveyed, bounded and recorded per scope. */
export interface Scope extends Place {
  readonly kind: Kind;
}

export const scopeId = (scope: Scope): string => `${scope.account}/${scope.region}/${scope.kind}`;

/** An EBS snapshot that an AMI's block device mapping names. Size is the volume's: an upper bound of what it costs. */
export interface Snapshot {
  readonly id: string;
  readonly gib: number;
}

/** What an Image Builder build produced. */
export interface Output extends Place {
  /** The AMI's id; absent while, or where, none was made. */
  readonly image?: string;
  /** The distribution into this place did not succeed. */
  readonly failed: boolean;
}

export interface Image extends Scope {
  /** AMI id, Image Builder build version ARN, or AppStream image name. */
  readonly id: string;
  /** Tells apart images that bear the same id one after the other (AppStream names); '' where ids are unique. */
  readonly incarnation: string;
  /** As AWS gave it, where it is needed to ask further. */
  readonly arn?: string;
  readonly name: string;
  readonly state: ImageState;
  /** The service's own word for the state, and why, where it says. */
  readonly stateReason?: string;
  readonly createdAt?: Instant;
  readonly lastLaunchedAt?: Instant;
  /** A last launch is on record, and cannot be read as a time. */
  readonly lastLaunchUnreadable?: true;
  /** Absent where they have not been read: AppStream answers tags one image at a time. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly architecture?: string;
  readonly platform?: Platform;
  readonly recipe?: string;
  readonly pipeline?: string;
  /** The Image Builder build that an AMI came from. */
  readonly build?: string;
  readonly snapshots?: readonly Snapshot[];
  readonly outputs?: readonly Output[];
}

export interface ImageKey {
  readonly id: string;
  readonly incarnation: string;
}

/** Unique within a scope. No id of any kind holds a line break. */
export const keyOf = (image: ImageKey): string => `${image.id}\n${image.incarnation}`;

/** What `keyOf` made a text of. */
export function imageKeyOf(key: string): ImageKey {
  const [id = '', incarnation = ''] = key.split('\n');
  return { id, incarnation };
}

/** The order of every listing we print: kind, account, region, image. */
export function byPlace(a: Image, b: Image): number {
  return (
    compareText(a.kind, b.kind) ||
    compareText(a.account, b.account) ||
    compareText(a.region, b.region) ||
    compareText(a.id, b.id) ||
    compareText(a.incarnation, b.incarnation)
  );
}

/** Code unit order: the same on every machine, whatever its locale. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Oldest first; of equal ages the smaller id is the older. Unknown ages come last. */
export function byAge(a: Pick<Image, 'id' | 'createdAt'>, b: Pick<Image, 'id' | 'createdAt'>): number {
  const ages = (a.createdAt ?? Infinity) - (b.createdAt ?? Infinity);
  return (Number.isNaN(ages) ? 0 : ages) || compareText(a.id, b.id);
}
