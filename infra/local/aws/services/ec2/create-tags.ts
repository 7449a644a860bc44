import type { CreateTagsRequest } from '@aws-sdk/client-ec2';
import { CreateTags$ } from '@aws-sdk/client-ec2';
import type { Operation, Visit } from '../../operation.ts';
import { operation } from '../../operation.ts';
import { Refusal } from '../../refusal.ts';
import { stopDryRun } from './listing.ts';
import { requireImage } from './machine-images.ts';
import { binnedImage } from './recycle-bin.ts';

/** Images only, in the Recycle Bin or out of it. */
export const createTags = (): Operation =>
  operation<CreateTagsRequest, object>(CreateTags$, (input, visit) => {
    stopDryRun(input);
    const tags = (input.Tags ?? []).map(({ Key = '', Value = '' }) => ({ Key, Value }));
    const reserved = tags.find(({ Key }) => Key.startsWith('aws:'));
    if (reserved !== undefined)
      throw new Refusal('InvalidParameterValue', 'Tag keys starting with aws: are reserved for internal use');
    for (const id of input.Resources ?? []) tagOne(id, tags, visit);
    return {};
  });

function tagOne(id: string, tags: { Key: string; Value: string }[], visit: Visit): void {
  const { images, recycleBin } = visit.world.ec2;
  const binned = binnedImage(id, visit);
  const image = binned ?? requireImage(id, visit);
  const others = (image.Tags ?? []).filter(({ Key }) => !tags.some((tag) => tag.Key === Key));
  const tagged = { ...image, Tags: [...others, ...tags] };
  if (binned === undefined) {
    images.remove(image);
    images.add(tagged);
  } else {
    const entry = recycleBin.images.get(id);
    if (entry !== undefined) recycleBin.images.set(id, { ...entry, item: tagged });
  }
}
