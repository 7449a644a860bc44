/** Roles of other accounts: by which name they are entered, since that name decides what may be done there. */
import { STSClient, type AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import { expect, it } from 'vitest';
import { enterAccount } from '../../../shared/runtime/enter-account.ts';
import { createVirtualClock } from '../../../infra/local/virtual-clock.ts';
import { hour } from '../../../shared/domain/time.ts';
import { noon } from '../../support/facts.ts';

const role = { id: '210987654321', role: 'arn:aws:iam::210987654321:role/imagewarden', externalId: 'x' };

/** Answers by itself what it is asked, and keeps it. */
function listening(asked: unknown[]): STSClient {
  const sts = new STSClient({ region: 'us-east-1' });
  const answer = { AccessKeyId: 'A', SecretAccessKey: 'S', Expiration: new Date(noon + hour) };
  sts.middlewareStack.add(
    () =>
      async ({ input }) => {
        asked.push(input);
        return Promise.resolve({ output: { $metadata: {}, Credentials: answer }, response: {} });
      },
    { step: 'initialize' },
  );
  return sts;
}

it.each([
  ['reading', 'imagewarden'],
  ['deleting', 'imagewarden-retire'],
] as const)('enters for %s by the name %s', async (purpose, RoleSessionName) => {
  const asked: unknown[] = [];
  await enterAccount(role, purpose, listening(asked), createVirtualClock(noon))();
  const wanted: AssumeRoleCommandInput = { RoleArn: role.role, RoleSessionName, ExternalId: 'x' };
  expect(asked).toEqual([wanted]);
});

it('enters once, and again shortly before the time there runs out', async () => {
  const asked: unknown[] = [];
  const clock = createVirtualClock(noon);
  const credentials = enterAccount(role, 'reading', listening(asked), clock);
  await credentials();
  await credentials();
  expect(asked).toHaveLength(1);
  clock.advanceTo(noon + hour - 60_000);
  await credentials();
  expect(asked).toHaveLength(2);
});
