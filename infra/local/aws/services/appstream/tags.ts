import type { ListTagsForResourceRequest, ListTagsForResourceResponse } from '@aws-sdk/client-appstream';
import { ListTagsForResource$ } from '@aws-sdk/client-appstream';
import type { Operation, Visit } from '../../operation.ts';
import { operation } from '../../operation.ts';
import { Refusal } from '../../refusal.ts';
import { arnOf, shownImages, visibilityOf } from './stream-images.ts';

export const listTagsForResource = (): Operation =>
  operation<ListTagsForResourceRequest, ListTagsForResourceResponse>(
    ListTagsForResource$,
    ({ ResourceArn = '' }, visit) => {
      const tags = visit.world.appstream.tags.get(ResourceArn);
      if (tags === undefined && !isKnown(ResourceArn, visit))
        throw new Refusal('ResourceNotFoundException', `The resource ${ResourceArn} does not exist.`);
      return { Tags: tags ?? {} };
    },
  );

function isKnown(arn: string, visit: Visit): boolean {
  const { fleets, imageBuilders } = visit.world.appstream;
  return (
    shownImages(visit).some((image) => arnOf(image, visit) === arn && visibilityOf(image) !== 'PUBLIC') ||
    [...fleets.all(), ...imageBuilders.all()].some(({ Arn }) => Arn === arn)
  );
}
