/** What outlasts its function's time goes on with another message: nothing is lost, and nothing done twice. Time is virtual. */
import { expect, it } from 'vitest';
import { createAuthority } from '../../infra/local/aws/iam/authority.ts';
import { rolesOf } from '../../infra/local/aws/iam/roles.ts';
import { templateShape } from '../../infra/local/template/template.ts';
import { errandText } from '../../shared/runtime/messages.ts';
import { accountWith, amis } from '../support/amis.ts';
import { noon } from '../support/facts.ts';
import { packagedTemplate } from '../support/packaged.ts';
import { ec2Policy } from '../support/policies.ts';
import { startService, type Hook } from '../support/service.ts';

const { permit } = createAuthority(
  rolesOf({
    template: templateShape.parse(packagedTemplate()),
    account: '123456789012',
    region: 'us-east-1',
  }),
);

const settings = {
  permit,
  policy: ec2Policy(),
  throttles: true,
  // A busy machine is no silent AWS: an answer that comes late is not asked for again.
  timeout: 20_000,
};

const counting = (): { readonly count: Hook; readonly messages: () => number } => {
  let messages = 0;
  const count = (): void => {
    messages++;
  };
  return { count, messages: () => messages };
};

it('a survey whose candidates take longer to look at than a function has', async () => {
  const service = await startService({ ...settings, accounts: accountWith(amis(300)) });
  const { count, messages } = counting();
  service.before('survey', count);
  // A hundredth of AWS's rate: fifteen minutes are enough for one round of a hundred launch permissions.
  service.deploy(settings.policy, { RATE_SHARE: '1' });
  service.before('retire', async () => Promise.reject(new Error('not today')));
  await service.run(noon);
  expect(messages()).toBe(3);
  expect(service.simulator.calls()['ec2:DescribeImageAttribute']).toBe(300);
  const [scope] = service.scopes;
  expect(await service.archive.newestRuns(scope!, 0, service.clock.now(), 1)).toMatchObject([
    { owned: 300, retire: 300, blindSpots: [], readings: { 'ec2:DescribeImageAttribute': 300 } },
  ]);
  expect(service.bus.queues.survey.dead).toEqual([]);
  expect(service.bus.queues.retire.dead.map(({ body }) => body)).toEqual([
    errandText({ scope: scope!, run: noon }),
  ]);
});

it('a retirement of more images than a function has time for', async () => {
  const service = await startService({ ...settings, accounts: accountWith(amis(90)) });
  const { count, messages } = counting();
  service.before('retire', count);
  // Fifteen seconds for images, after what is kept back for the last one.
  service.before('retire', (_, context) => {
    context.getRemainingTimeInMillis = () => 20_000;
  });
  const begun = service.clock.now();
  const run = await service.run();
  expect(messages()).toBeGreaterThan(1);
  expect(new Set(run.images.map(({ outcome }) => outcome))).toEqual(new Set(['deleted']));
  expect(service.simulator.calls()['ec2:DeregisterImage']).toBe(90);
  expect(service.bus.queues.retire.dead).toEqual([]);
  // No message waited to be seen again.
  expect(service.clock.now() - begun).toBeLessThan(service.bus.queues.retire.visibility);
});
