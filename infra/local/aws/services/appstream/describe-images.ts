import type { DescribeImagesRequest, DescribeImagesResult } from '@aws-sdk/client-appstream';
import { DescribeImages$ } from '@aws-sdk/client-appstream';
import type { AppStreamImage } from '../../../account/shapes.ts';
import type { Wire } from '../../../account/wire.ts';
import type { Operation, Visit } from '../../operation.ts';
import { pagedOperation } from '../../paging.ts';
import { Refusal } from '../../refusal.ts';
import { streamWish, upTo } from './listing.ts';
import { arnOf, shownImages, visibilityOf } from './stream-images.ts';

export const describeImages = (): Operation =>
  pagedOperation<DescribeImagesRequest, DescribeImagesResult, AppStreamImage>({
    schema: DescribeImages$,
    limits: () => upTo(25),
    wish: streamWish,
    list(input, visit) {
      const images = wanted(input, visit);
      return input.Type === undefined ? images : images.filter((image) => visibilityOf(image) === input.Type);
    },
    answer: (items, NextToken, visit) => ({
      Images: items.map((image) => ({ ...image, Arn: arnOf(image, visit), Visibility: visibilityOf(image) })),
      NextToken,
    }),
  });

function wanted(
  { Names = [], Arns = [] }: Wire<DescribeImagesRequest>,
  visit: Visit,
): readonly AppStreamImage[] {
  const shown = shownImages(visit);
  if (Names.length > 0 && Arns.length > 0 && !visit.switches.namesWithArns)
    throw new Refusal('InvalidParameterCombinationException', 'Names and Arns cannot be given together.');
  if (Names.length === 0 && Arns.length === 0) return shown;
  const byName = Names.flatMap((name) =>
    required(name, shown.filter((image) => image.Name === name).filter(isNamed)),
  );
  const byArn = Arns.flatMap((arn) =>
    required(
      arn,
      shown.filter((image) => arnOf(image, visit) === arn),
    ),
  );
  return [...byName, ...byArn];
}

/** A shared image is found by its ARN only. */
const isNamed = (image: AppStreamImage): boolean => visibilityOf(image) !== 'SHARED';

function required(what: string, found: AppStreamImage[]): AppStreamImage[] {
  if (found.length > 0) return found;
  throw new Refusal('ResourceNotFoundException', `The image ${what} does not exist.`);
}
