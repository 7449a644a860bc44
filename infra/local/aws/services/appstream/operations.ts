import type { OperationName } from '../../../account/operations.ts';
import type { Operation } from '../../operation.ts';
import { deleteImage } from './delete-image.ts';
import { describeImages } from './describe-images.ts';
import { describeImagePermissions } from './shares.ts';
import { listTagsForResource } from './tags.ts';
import { describeFleets, describeImageBuilders } from './users.ts';

export const appstreamOperations = (): Record<OperationName<'appstream'>, Operation> => ({
  DescribeImages: describeImages(),
  DescribeFleets: describeFleets(),
  DescribeImageBuilders: describeImageBuilders(),
  DescribeImagePermissions: describeImagePermissions(),
  ListTagsForResource: listTagsForResource(),
  DeleteImage: deleteImage(),
});
