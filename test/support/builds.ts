/** Image Builder builds as their listing tells them. */
import type { BuildDetail, BuildSummary } from '../../infra/local/account/shapes.ts';
import { day, iso } from '../../shared/domain/time.ts';
import { noon } from './facts.ts';

/** `web/1.0.0/1` → the ARN of that build. */
export const buildArn = (path: string): string => `arn:aws:imagebuilder:us-east-1:123456789012:image/${path}`;

export const build = (path: string, parts: Partial<BuildSummary> = {}): BuildSummary => ({
  arn: buildArn(path),
  name: path.split('/')[0],
  type: 'AMI',
  version: path.split('/')[1],
  platform: 'Linux',
  state: { status: 'AVAILABLE' },
  dateCreated: iso(noon - 100 * day),
  ...parts,
});

/** A build with what only `GetImage` tells. */
export const detail = (path: string, parts: Partial<BuildDetail> = {}): BuildDetail => ({
  arn: buildArn(path),
  ...parts,
});

export interface MadeAmi {
  readonly image?: string;
  readonly region?: string;
  readonly accountId?: string;
}

export const outputs = (...amis: MadeAmi[]) => ({
  outputResources: {
    amis: amis.map((each) => ({ region: 'us-east-1', accountId: '123456789012', ...each })),
  },
});

export const recipeArn = (name: string): string =>
  `arn:aws:imagebuilder:us-east-1:123456789012:image-recipe/${name}/1.0.0`;

export const lifecyclePolicy = (
  name: string,
  resourceSelection: object,
  status: 'ENABLED' | 'DISABLED' = 'ENABLED',
) => ({
  arn: `arn:aws:imagebuilder:us-east-1:123456789012:lifecycle-policy/${name}`,
  name,
  status,
  resourceType: 'AMI_IMAGE' as const,
  executionRole: 'arn:aws:iam::123456789012:role/lifecycle',
  policyDetails: [],
  resourceSelection,
});
