/** Who else may launch an AMI. */
import { DescribeImageAttributeCommand, type EC2Client, type LaunchPermission } from '@aws-sdk/client-ec2';
import type { BlindSpot, Protection } from '../../domain/evidence.ts';
import type { Reader } from '../reader.ts';

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
  // Not even "there is no such image" is an answer: the listing has just shown it.
  return { protections: [], blind: [answer.blind] };
}

function protectionOf(permission: LaunchPermission, own: string): Protection[] {
  if (permission.Group === 'all') return [{ code: 'public', detail: 'anyone may launch it' }];
  const grantee =
    permission.UserId ?? permission.OrganizationArn ?? permission.OrganizationalUnitArn ?? permission.Group;
  return grantee === own ? [] : [{ code: 'shared', detail: grantee ?? 'somebody that AWS does not name' }];
}
