/** Deletes AMIs with their snapshots. The client passed in retries nothing, so that no lost answer hides a result. */
import { DeleteSnapshotCommand, DeregisterImageCommand } from '@aws-sdk/client-ec2';
import type { Image } from '../../domain/image.ts';
import type { SnapshotResult } from '../../domain/verdict.ts';
import type { Answer, ImageActor } from '../../pipeline/ports.ts';
import type { Ec2Clients } from '../clients.ts';
import { createReader } from '../reader.ts';
import { answerOf, snapshotResultOf } from './faults.ts';
import { readRemains, readSnapshotTags } from './snapshots.ts';

/** IAM actions: ec2:DeregisterImage, ec2:DeleteSnapshot, ec2:DescribeSnapshots. */
export function createEc2Actor(deleting: Ec2Clients, reading: Ec2Clients): ImageActor {
  return {
    retire: async (image) => {
      const answer = await deregister(image, deleting);
      return answer.answer === 'already-gone'
        ? { ...answer, snapshots: await readRemains(reading.ec2, createReader(), image) }
        : answer;
    },
    deleteSnapshot: async (id) => {
      const { kept, blind } = await readSnapshotTags(reading.ec2, createReader(), [id]);
      if (kept.has(id)) return { id, result: 'skipped' };
      if (blind.has(id)) return { id, result: 'internal-error' };
      try {
        await deleting.ec2.send(new DeleteSnapshotCommand({ SnapshotId: id }));
        return { id, result: 'success' };
      } catch (thrown) {
        return { id, result: snapshotResultOf(thrown) };
      }
    },
  };
}

/** A deregistration that succeeds may still leave snapshots: each has a return code of its own. */
async function deregister(image: Image, { ec2 }: Ec2Clients): Promise<Answer> {
  try {
    const { DeleteSnapshotResults } = await ec2.send(
      new DeregisterImageCommand({ ImageId: image.id, DeleteAssociatedSnapshots: true }),
    );
    const snapshots = (DeleteSnapshotResults ?? []).flatMap(({ SnapshotId, ReturnCode }): SnapshotResult[] =>
      SnapshotId === undefined ? [] : [{ id: SnapshotId, result: ReturnCode ?? 'unknown' }],
    );
    return { answer: 'accepted', snapshots };
  } catch (thrown) {
    return answerOf(thrown);
  }
}
