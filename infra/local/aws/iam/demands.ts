/**
 * What a call has to be allowed to do, with the context that conditions can ask for. Sources: Service Authorization
 * Reference; EC2's pages on DescribeImageReferences and DeregisterImage.
 */
import { readOnBehalf } from '../../../../shared/providers/actions.ts';
import { isRecord } from '../../account/wire.ts';
import type { Call } from '../call.ts';
import type { World } from '../world/world.ts';
import type { Context } from './conditions.ts';
import type { Demand } from './evaluate.ts';

type Read = (input: Readonly<Record<string, unknown>>, call: Call, world: World) => readonly Demand[];

export function demandsOf(call: Call, world: World): readonly Demand[] {
  const action = `${call.service}:${call.operation}`;
  const read = demands[action] ?? (() => [anywhere(action)]);
  return read(isRecord(call.input) ? call.input : {}, call, world);
}

const anywhere = (action: string, context: Context = {}): Demand => ({ action, resource: '*', context });
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(text) : []);

const demands: Readonly<Record<string, Read>> = {
  // Everybody may ask who they are.
  'sts:GetCallerIdentity': () => [],
  'sts:AssumeRole': ({ RoleArn }) => [{ action: 'sts:AssumeRole', resource: text(RoleArn), context: {} }],
  'ec2:DescribeImageAttribute': ({ ImageId }, { region }, world) => [
    onImage('ec2:DescribeImageAttribute', text(ImageId), region, world),
  ],
  'ec2:DeregisterImage': ({ ImageId }, { region }, world) => [
    onImage('ec2:DeregisterImage', text(ImageId), region, world),
  ],
  'ec2:CreateImageUsageReport': ({ ImageId }, { account, region }, world) => [
    onImage('ec2:CreateImageUsageReport', text(ImageId), region, world),
    {
      action: 'ec2:CreateImageUsageReport',
      resource: `arn:aws:ec2:${region}:${account}:image-usage-report/*`,
      context: {},
    },
  ],
  'ec2:DeleteSnapshot': ({ SnapshotId }, _call, world) => [onSnapshot(text(SnapshotId), world)],
  // EC2 looks with the permissions of who asks.
  'ec2:DescribeImageReferences': () => [
    anywhere('ec2:DescribeImageReferences'),
    ...readOnBehalf.map((action) => anywhere(action, { 'aws:calledvia': ['ec2-images.amazonaws.com'] })),
  ],
  'ec2:DescribeLaunchTemplateVersions': ({ ResolveAlias }, call, world) => [
    anywhere('ec2:DescribeLaunchTemplateVersions'),
    ...(ResolveAlias === true ? aliasesIn(world).map((name) => onParameter(name, call)) : []),
  ],
  'ssm:GetParameters': ({ Names }, call) => texts(Names).map((name) => onParameter(name, call)),
  'imagebuilder:GetImage': ({ imageBuildVersionArn }, _call, world) => [
    onBuild('imagebuilder:GetImage', text(imageBuildVersionArn), world),
  ],
  'imagebuilder:DeleteImage': ({ imageBuildVersionArn }, _call, world) => [
    onBuild('imagebuilder:DeleteImage', text(imageBuildVersionArn), world),
  ],
  'appstream:DeleteImage': ({ Name }, { account, region }, world) => {
    const resource = `arn:aws:appstream:${region}:${account}:image/${text(Name)}`;
    return [
      { action: 'appstream:DeleteImage', resource, context: tagsIn(world.appstream.tags.get(resource)) },
    ];
  },
};

/** AMIs have no account in their ARN. */
function onImage(action: string, id: string, region: string, { ec2, account }: World): Demand {
  const image = ec2.images.get(id);
  const context = { ...tagsOf(image?.Tags), 'ec2:owner': image?.OwnerId ?? account };
  return { action, resource: `arn:aws:ec2:${region}::image/${id}`, context };
}

export const onSnapshot = (id: string, { ec2, account, region }: World): Demand => {
  const snapshot = ec2.snapshots.get(id);
  return {
    action: 'ec2:DeleteSnapshot',
    resource: `arn:aws:ec2:${region}::snapshot/${id}`,
    context: { ...tagsOf(snapshot?.Tags), 'ec2:owner': snapshot?.OwnerId ?? account },
  };
};

function onBuild(action: string, arn: string, { imagebuilder }: World): Demand {
  const tags = { ...imagebuilder.summaries.get(arn)?.tags, ...imagebuilder.images.get(arn)?.tags };
  return { action, resource: arn, context: tagsIn(tags) };
}

/** `name`, `name:version`, `name:label`, or an ARN. AWS's own parameters have no account in their ARN. */
function onParameter(reference: string, { account, region }: Call): Demand {
  const name = reference.startsWith('arn:') ? reference : (reference.split(':')[0] ?? '');
  const owner = name.startsWith('/aws/') ? '' : account;
  const resource = name.startsWith('arn:')
    ? name
    : `arn:aws:ssm:${region}:${owner}:parameter${name.startsWith('/') ? '' : '/'}${name}`;
  return { action: 'ssm:GetParameters', resource, context: {} };
}

const aliasesIn = ({ ec2 }: World): string[] =>
  ec2.templateVersions
    .all()
    .flatMap(
      ({ LaunchTemplateData }) => /^resolve:ssm:(.+)$/.exec(LaunchTemplateData?.ImageId ?? '')?.[1] ?? [],
    );

const tagsIn = (tags: Readonly<Record<string, string | undefined>> = {}): Context =>
  Object.fromEntries(
    Object.entries(tags).map(([key, value]) => [`aws:resourcetag/${key.toLowerCase()}`, value ?? '']),
  );

const tagsOf = (tags: readonly { Key?: string | undefined; Value?: string | undefined }[] = []): Context =>
  tagsIn(Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value])));
