import type {
  DescribeImagePermissionsRequest,
  DescribeImagePermissionsResult,
} from '@aws-sdk/client-appstream';
import { DescribeImagePermissions$ } from '@aws-sdk/client-appstream';
import type { AppStreamImage, AppStreamShare } from '../../../account/shapes.ts';
import type { Operation, Visit } from '../../operation.ts';
import { pagedOperation } from '../../paging.ts';
import { streamWish } from './listing.ts';
import { requireOwnImage } from './stream-images.ts';

export const describeImagePermissions = (): Operation =>
  pagedOperation<DescribeImagePermissionsRequest, DescribeImagePermissionsResult, AppStreamShare>({
    schema: DescribeImagePermissions$,
    limits: () => ({ usual: 500, least: 0, most: 500 }),
    wish: streamWish,
    list({ Name = '', SharedAwsAccountIds: accounts = [] }, visit) {
      const shares = sharesOf(requireOwnImage(Name, visit), visit);
      return accounts.length === 0
        ? shares
        : shares.filter(({ sharedAccountId = '' }) => accounts.includes(sharedAccountId));
    },
    answer: (SharedImagePermissionsList, NextToken) => ({ SharedImagePermissionsList, NextToken }),
  });

/** An account file says that an image is shared, not with whom: a stand-in account takes that place. */
function sharesOf(image: AppStreamImage, { world }: Visit): readonly AppStreamShare[] {
  const given = world.appstream.shares.get(image.Name ?? '');
  if (given !== undefined) return given;
  const imagePermissions = { allowFleet: true, allowImageBuilder: true };
  return image.ImageSharedWithOthers === 'TRUE'
    ? [{ sharedAccountId: '999999999999', imagePermissions }]
    : [];
}
