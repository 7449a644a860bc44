import type {
  GetLifecyclePolicyRequest,
  GetLifecyclePolicyResponse,
  LifecyclePolicySummary,
  ListLifecyclePoliciesRequest,
  ListLifecyclePoliciesResponse,
} from '@aws-sdk/client-imagebuilder';
import { GetLifecyclePolicy$, ListLifecyclePolicies$ } from '@aws-sdk/client-imagebuilder';
import type { LifecyclePolicy } from '../../../account/shapes.ts';
import type { Wire } from '../../../account/wire.ts';
import type { Operation } from '../../operation.ts';
import { operation } from '../../operation.ts';
import { pagedOperation } from '../../paging.ts';
import { notFound } from './builds.ts';
import { builderWish, narrowed, pageLimits } from './listing.ts';

export const listLifecyclePolicies = (): Operation =>
  pagedOperation<ListLifecyclePoliciesRequest, ListLifecyclePoliciesResponse, LifecyclePolicy>({
    schema: ListLifecyclePolicies$,
    limits: pageLimits,
    wish: builderWish,
    list: ({ filters }, { world }) =>
      narrowed(world.imagebuilder.lifecyclePolicies.all(), filters, {
        name: ({ name }) => name,
        resourceType: ({ resourceType }) => resourceType,
        status: ({ status }) => status,
      }),
    answer: (policies, nextToken) => ({ lifecyclePolicySummaryList: policies.map(summaryOf), nextToken }),
  });

/** The summary has everything but what the policy does and to which images. */
function summaryOf({
  policyDetails: _,
  resourceSelection: __,
  ...summary
}: LifecyclePolicy): Wire<LifecyclePolicySummary> {
  return summary;
}

export const getLifecyclePolicy = (): Operation =>
  operation<GetLifecyclePolicyRequest, GetLifecyclePolicyResponse>(
    GetLifecyclePolicy$,
    ({ lifecyclePolicyArn = '' }, { world }) => {
      const lifecyclePolicy = world.imagebuilder.lifecyclePolicies.get(lifecyclePolicyArn);
      if (lifecyclePolicy === undefined) throw notFound(lifecyclePolicyArn);
      return { lifecyclePolicy };
    },
  );
