import type { DescribeImageAttributeRequest, ImageAttribute } from '@aws-sdk/client-ec2';
import { DescribeImageAttribute$ } from '@aws-sdk/client-ec2';
import type { LaunchPermission, MachineImage } from '../../../account/shapes.ts';
import type { Wire } from '../../../account/wire.ts';
import type { Operation, Visit } from '../../operation.ts';
import { operation } from '../../operation.ts';
import { Refusal } from '../../refusal.ts';
import { stopDryRun } from './listing.ts';
import { isOwn, requireImage } from './machine-images.ts';

export const describeImageAttribute = (): Operation =>
  operation<DescribeImageAttributeRequest, ImageAttribute>(DescribeImageAttribute$, (input, visit) => {
    stopDryRun(input);
    const id = input.ImageId ?? '';
    const image = requireImage(id, visit);
    if (!isOwn(image, visit) || input.Attribute === 'blockDeviceMapping')
      throw new Refusal('AuthFailure', `Not authorized for image:${id}`);
    return { ImageId: id, ...attribute(image, input.Attribute ?? '', visit) };
  });

function attribute(image: MachineImage, name: string, visit: Visit): Wire<ImageAttribute> {
  switch (name) {
    case 'launchPermission':
      return { LaunchPermissions: permissionsOf(image, visit) };
    case 'lastLaunchedTime':
      return { LastLaunchedTime: { Value: image.LastLaunchedTime } };
    case 'description':
      return { Description: { Value: image.Description } };
    case 'deregistrationProtection':
      return { DeregistrationProtection: { Value: image.DeregistrationProtection ?? 'disabled' } };
    default:
      throw new Refusal('InvalidParameterValue', `The simulator does not have the attribute '${name}'`);
  }
}

function permissionsOf(image: MachineImage, { world }: Visit): LaunchPermission[] {
  const given = world.ec2.launchPermissions.get(image.ImageId ?? '') ?? [];
  const told = image.Public !== true || given.some(({ Group }) => Group === 'all');
  return told ? given : [{ Group: 'all' }, ...given];
}
