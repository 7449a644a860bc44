import type {
  DescribeImageReferencesRequest,
  DescribeImageReferencesResult,
  ImageReference,
} from '@aws-sdk/client-ec2';
import { DescribeImageReferences$ } from '@aws-sdk/client-ec2';
import type { Wire } from '../../../account/wire.ts';
import type { Operation, Visit } from '../../operation.ts';
import { pagedOperation } from '../../paging.ts';
import { Refusal } from '../../refusal.ts';
import { ec2Wish, lastToken, stopDryRun } from './listing.ts';
import { requireImage, requireImageId } from './machine-images.ts';
import type { ReferenceSearch } from './reference-search.ts';
import { searchesOf } from './reference-search.ts';
import { referrers } from './referrers.ts';

export const describeImageReferences = (): Operation =>
  pagedOperation<DescribeImageReferencesRequest, DescribeImageReferencesResult, Wire<ImageReference>>({
    schema: DescribeImageReferences$,
    limits: () => ({ usual: 1_000, least: 5, most: 1_000 }),
    wish: ec2Wish,
    list(input, visit) {
      stopDryRun(input);
      const ids = input.ImageIds ?? [];
      requireIds(ids, visit);
      const searches = searchesOf(input);
      return ids.flatMap((id) => searches.flatMap((search) => referencesTo(id, search, visit)));
    },
    answer: (ImageReferences, next, visit) => ({ ImageReferences, NextToken: lastToken(next, visit) }),
  });

function requireIds(ids: readonly string[], visit: Visit): void {
  if (ids.length < 1 || ids.length > 10)
    throw new Refusal('InvalidParameterValue', `From 1 to 10 image ids may be given, not ${ids.length}`);
  for (const id of ids)
    if (visit.switches.referencesNeedImage) requireImage(id, visit);
    else requireImageId(id, visit);
}

const referencesTo = (ImageId: string, search: ReferenceSearch, visit: Visit): Wire<ImageReference>[] =>
  referrers[search.type](ImageId, search, visit).map((Arn) => ({ ImageId, ResourceType: search.type, Arn }));
