/** Fleets and image builders. */
import type {
  DescribeFleetsRequest,
  DescribeFleetsResult,
  DescribeImageBuildersRequest,
  DescribeImageBuildersResult,
} from '@aws-sdk/client-appstream';
import { DescribeFleets$, DescribeImageBuilders$ } from '@aws-sdk/client-appstream';
import type { AppStreamFleet, ImageBuilder } from '../../../account/shapes.ts';
import type { Operation } from '../../operation.ts';
import { pagedOperation } from '../../paging.ts';
import { Refusal } from '../../refusal.ts';
import type { Shelf } from '../../world/shelf.ts';
import { streamWish, upTo } from './listing.ts';

export const describeFleets = (): Operation =>
  pagedOperation<DescribeFleetsRequest, DescribeFleetsResult, AppStreamFleet>({
    schema: DescribeFleets$,
    limits: () => upTo(25),
    wish: ({ NextToken }) => ({ token: NextToken, size: undefined }),
    list: ({ Names }, { world }) => named(world.appstream.fleets, Names, 'fleet'),
    answer: (Fleets, NextToken) => ({ Fleets, NextToken }),
  });

export const describeImageBuilders = (): Operation =>
  pagedOperation<DescribeImageBuildersRequest, DescribeImageBuildersResult, ImageBuilder>({
    schema: DescribeImageBuilders$,
    limits: () => upTo(25),
    wish: streamWish,
    list: ({ Names }, { world }) => named(world.appstream.imageBuilders, Names, 'image builder'),
    answer: (ImageBuilders, NextToken) => ({ ImageBuilders, NextToken }),
  });

function named<Item extends object>(
  shelf: Shelf<Item>,
  names: readonly string[] = [],
  what: string,
): readonly Item[] {
  if (names.length === 0) return shelf.all();
  return names.flatMap((name) => {
    const found = shelf.named(name);
    if (found.length > 0) return found;
    throw new Refusal('ResourceNotFoundException', `The ${what} ${name} does not exist.`);
  });
}
