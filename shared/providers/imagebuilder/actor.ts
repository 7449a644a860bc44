/** Deletes the record of a build, and nothing else: its AMIs have gone before, as AMIs. */
import { DeleteImageCommand } from '@aws-sdk/client-imagebuilder';
import type { ImageActor } from '../../pipeline/ports.ts';
import type { ImagebuilderClients } from '../clients.ts';
import { answerOf } from './faults.ts';

/** IAM action: imagebuilder:DeleteImage. */
export function createImagebuilderActor(deleting: ImagebuilderClients): ImageActor {
  return {
    retire: async (image) => {
      try {
        await deleting.imagebuilder.send(new DeleteImageCommand({ imageBuildVersionArn: image.id }));
        return { answer: 'accepted' };
      } catch (thrown) {
        return answerOf(thrown);
      }
    },
  };
}
