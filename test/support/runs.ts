import type { Run } from '../../shared/domain/history.ts';
import type { Scope } from '../../shared/domain/image.ts';
import { noon } from './facts.ts';

export const aRun = (scope: Scope, parts: Partial<Run> = {}): Run => ({
  scope,
  at: noon,
  surveyedAt: noon + 1,
  policy: 'sha256:0',
  mode: 'enforce',
  complete: true,
  owned: 5,
  keep: 3,
  retire: 2,
  blindSpots: [{ reading: 'ec2:DescribeFleets', error: 'AccessDenied' }],
  readings: { 'ec2:DescribeImages': 2 },
  attempts: 0,
  retiring: true,
  ...parts,
});
