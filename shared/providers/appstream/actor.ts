/** Deletes AppStream images. Deletion goes by name and cannot be undone, and a name may be another image's by now. */
import { DeleteImageCommand, type AppStreamClient } from '@aws-sdk/client-appstream';
import type { Image, Scope } from '../../domain/image.ts';
import type { Answer, ImageActor } from '../../pipeline/ports.ts';
import { isNoAnswer, sdkErrorOf } from '../sdk-error.ts';
import { answerOf } from './faults.ts';
import { incarnationOf, isOwned } from './image.ts';
import { lookUp } from './source.ts';

/** IAM actions: appstream:DescribeImages, appstream:DeleteImage. */
export function createAppstreamActor(
  scope: Scope,
  deleting: AppStreamClient,
  reading: AppStreamClient,
): ImageActor {
  return {
    retire: async (image) => (await confirm(image, scope, reading)) ?? (await remove(image, deleting)),
  };
}

/** The answer if the image is not, or not surely, the one decided upon; undefined if it is. */
async function confirm(image: Image, scope: Scope, client: AppStreamClient): Promise<Answer | undefined> {
  try {
    const now = await lookUp(image.id, client);
    if (now === undefined) return { answer: 'already-gone' };
    return incarnationOf(now) === image.incarnation && isOwned(now, scope)
      ? undefined
      : { answer: 'changed' };
  } catch (thrown) {
    const answer = answerOf(thrown);
    const error = sdkErrorOf(thrown);
    // A question that got no answer has changed nothing: it can be asked again.
    return isNoAnswer(error) ? { answer: 'throttled', error: `${error.code}: ${error.message}` } : answer;
  }
}

async function remove(image: Image, client: AppStreamClient): Promise<Answer> {
  try {
    await client.send(new DeleteImageCommand({ Name: image.id }));
    return { answer: 'accepted' };
  } catch (thrown) {
    return answerOf(thrown);
  }
}
