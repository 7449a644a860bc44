/** Everything that whole-scope listings show to use an AMI, by AMI id. */
import type { BlindSpot, User } from '../../domain/evidence.ts';
import type { Place } from '../../domain/image.ts';
import type { Ec2Clients } from '../clients.ts';
import type { Reader } from '../reader.ts';
import { readGroups, readLaunchConfigurations } from './auto-scaling.ts';
import { readFleets, readSpotFleets } from './fleets.ts';
import { readTemplates } from './launch-templates.ts';
import { resolveAliases } from './parameters.ts';
import type { Use } from './use.ts';

export interface Users {
  readonly byImage: ReadonlyMap<string, readonly User[]>;
  readonly blind: readonly BlindSpot[];
}

export async function readUsers(clients: Ec2Clients, reader: Reader, place: Place): Promise<Users> {
  const direct = await Promise.all([
    readLaunchConfigurations(clients.autoScaling, reader).then((uses) => ({ ...uses, pins: [] })),
    readGroups(clients.autoScaling, reader, place),
    readFleets(clients.ec2, reader, place),
    readSpotFleets(clients.ec2, reader, place),
  ]);
  const pins = direct.flatMap((reading) => reading.pins);
  const templates = await readTemplates(clients.ec2, reader, place, pins);
  const named = [...direct, templates].flatMap(({ uses }) => uses);
  const resolved = await resolveAliases(clients.ssm, reader, named);
  return {
    byImage: usersByImage(resolved.uses),
    blind: [...direct, templates, resolved].flatMap(({ blind }) => blind),
  };
}

export const usersByImage = (uses: readonly Use[]): ReadonlyMap<string, readonly User[]> =>
  new Map(
    [...Map.groupBy(uses, ({ image }) => image)].map(([image, same]) => [
      image,
      same.map(({ user }) => user),
    ]),
  );
