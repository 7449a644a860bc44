/** EC2's answer about one AMI → our image, and the protections that the answer itself shows. */
import type { Image as Ami } from '@aws-sdk/client-ec2';
import type { Protection } from '../../domain/evidence.ts';
import type { Image, Platform, Scope, Snapshot } from '../../domain/image.ts';
import { instantOf, type Instant } from '../../domain/time.ts';
import { tagsOf } from './tags.ts';
import { stateOf } from './state.ts';
import { wordsOf } from '../words.ts';

/** Undefined for what is not ours to judge: another account's image, one without an id, one already deregistered. */
export function imageOf(ami: Ami, scope: Scope, now: Instant): Image | undefined {
  const state = stateOf(ami.State, instantOf(ami.DeprecationTime), now);
  if (ami.ImageId === undefined || ami.OwnerId !== scope.account || state === undefined) return undefined;
  const tags = tagsOf(ami.Tags);
  const createdAt = instantOf(ami.CreationDate);
  const lastLaunchedAt = instantOf(ami.LastLaunchedTime);
  const build = tags['Ec2ImageBuilderArn'];
  return {
    ...scope,
    id: ami.ImageId,
    incarnation: '',
    name: ami.Name ?? '',
    state,
    ...(ami.StateReason?.Message !== undefined && { stateReason: wordsOf(ami.StateReason.Message) }),
    ...(createdAt !== undefined && { createdAt }),
    ...(lastLaunchedAt !== undefined && { lastLaunchedAt }),
    ...(lastLaunchedAt === undefined &&
      hasText(ami.LastLaunchedTime) && { lastLaunchUnreadable: true as const }),
    tags,
    ...(ami.Architecture !== undefined && { architecture: ami.Architecture }),
    platform: platformOf(ami),
    ...(build !== undefined && { build }),
    snapshots: snapshotsOf(ami),
  };
}

const hasText = (text: string | undefined): boolean => text !== undefined && text !== '';

function platformOf(ami: Ami): Platform {
  if (ami.Platform?.toLowerCase() === 'windows' || ami.PlatformDetails?.startsWith('Windows') === true)
    return 'windows';
  return ami.Architecture?.endsWith('_mac') === true ? 'macos' : 'linux';
}

function snapshotsOf(ami: Ami): Snapshot[] {
  return (ami.BlockDeviceMappings ?? []).flatMap(({ Ebs }) =>
    Ebs?.SnapshotId === undefined ? [] : [{ id: Ebs.SnapshotId, gib: Ebs.VolumeSize ?? 0 }],
  );
}

export function protectionsOf(ami: Ami): Protection[] {
  const protection = ami.DeregistrationProtection ?? 'disabled';
  const manager = managerOf(ami);
  return [
    // Only this exact value: during its cooldown the field reads `disabled after …`.
    ...(protection === 'disabled'
      ? []
      : [{ code: 'deregistration-protected' as const, detail: `DeregistrationProtection is ${protection}` }]),
    ...(manager === undefined ? [] : [{ code: 'managed-elsewhere' as const, detail: manager }]),
    ...(ami.Public === true ? [{ code: 'public' as const, detail: 'anyone may launch it' }] : []),
  ];
}

function managerOf({ ImageOwnerAlias, Name, Tags = [] }: Ami): string | undefined {
  const bears = (is: (key: string) => boolean): boolean =>
    Tags.some(({ Key }) => Key !== undefined && is(Key));
  const backup =
    ImageOwnerAlias === 'aws-backup-vault' ||
    Name?.startsWith('AwsBackup_') === true ||
    bears((key) => key.startsWith('aws:backup:'));
  if (backup) return 'AWS Backup';
  return bears((key) => key.startsWith('aws:dlm:') || key === 'dlm:managed')
    ? 'Data Lifecycle Manager'
    : undefined;
}
