/** Who else may launch an AMI. */
import { DescribeImageAttributeCommand, type EC2Client, type LaunchPermission } from '@aws-sdk/client-ec2';
import type { BlindSpot, Protection } from '../../domain/evidence.ts';
import type { Reader } from '../reader.ts';
import { isGone } from './faults.ts';

export interface Sharing {
  readonly protections: readonly Protection[];
  readonly blind: readonly BlindSpot[];
}

export async function readSharing(
  client: EC2Client,
  reader: Reader,
  id: string,
  own: string,
): Promise<Sharing> {
  const answer = await reader.once('ec2:DescribeImageAttribute', async () =>
    client.send(new DescribeImageAttributeCommand({ ImageId: id, Attribute: 'launchPermission' })),
  );
  if (answer.known)
    return {
      protections: (answer.value.LaunchPermissions ?? []).flatMap((p) => protectionOf(p, own)),
      blind: [],
    };
  // A listing goes on showing a deregistered image for a while; what is gone is shared with nobody.
  return { protections: [], blind: isGone(answer.error) ? [] : [answer.blind] };
}

function protectionOf(permission: LaunchPermission, own: string): Protection[] {
  if (permission.Group === 'all') return [{ code: 'public', detail: 'anyone may launch it' }];
  const grantee =
    permission.UserId ?? permission.OrganizationArn ?? permission.OrganizationalUnitArn ?? permission.Group;
  return grantee === own || grantee === undefined ? [] : [{ code: 'shared', detail: grantee }];
}
