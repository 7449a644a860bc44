/** The service lives within AWS's request rates, as a simulator with AWS's own buckets has them. Time is virtual. */
import { DescribeImagesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { expect, it } from 'vitest';
import { iso, second } from '../../shared/domain/time.ts';
import { amis, accountWith } from '../support/amis.ts';
import { noon } from '../support/facts.ts';
import { ec2Policy } from '../support/policies.ts';
import { startService, type TestService } from '../support/service.ts';

/** A run of every image, with how long its deletions took from the first intent to the end. */
async function retireAll(
  count: number,
  environment: Readonly<Record<string, string>> = {},
  throttleStatus = 503,
) {
  const policy = ec2Policy();
  const service = await startService({
    accounts: accountWith(amis(count)),
    policy,
    throttles: true,
    // A busy machine is no silent AWS: an answer that comes late is not asked for again.
    timeout: 20_000,
    switches: { throttleStatus },
  });
  service.deploy(policy, environment);
  const run = await service.run();
  return { service, run, time: await timeOf(service) };
}

async function timeOf({ archive, scopes, clock }: TestService): Promise<number> {
  const [scope] = scopes;
  const entries = await archive.between(scope!, noon, clock.now() + 1);
  const [run] = await archive.runs(scope!, noon, noon + 1);
  const begun = entries.filter(({ event }) => event === 'intent').map(({ at }) => at);
  return (run?.retiredAt ?? Infinity) - Math.min(...begun);
}

const outcomes = (run: Awaited<ReturnType<typeof retireAll>>['run']): unknown[] => [
  ...new Set(run.images.map(({ outcome }) => outcome)),
];

it('deletes at half of AWS’s rate, never throttled, in little more time than that takes', async () => {
  const { service, run, time } = await retireAll(80);
  expect(outcomes(run)).toEqual(['deleted']);
  const calls = service.simulator.calls();
  expect(calls['ec2:DeregisterImage']).toBe(80);
  // Looked at once by the survey, once before its deletion, and by no retried request.
  expect(calls['ec2:DescribeImageAttribute']).toBe(160);
  const allowed = ((80 - 50) / 2.5) * second;
  expect(time).toBeGreaterThan(0.9 * allowed);
  expect(time).toBeLessThan(1.2 * allowed);
});

it.each([503, 400])(
  'slows down and sees everything when others use up the rate, throttled with %i',
  async (status) => {
    const service = await startService({
      accounts: accountWith(amis(3)),
      policy: ec2Policy(),
      throttles: true,
      switches: { throttleStatus: status },
    });
    const { environment } = service.simulator;
    const other = new EC2Client({
      region: 'us-east-1',
      endpoint: service.simulator.url,
      credentials: { accessKeyId: environment['AWS_ACCESS_KEY_ID']!, secretAccessKey: 'simulated' },
    });
    const many = Array.from({ length: 100 }, async () =>
      other.send(new DescribeImagesCommand({ Owners: ['self'] })),
    );
    await Promise.all(many);
    service.simulator.resetCalls();
    const run = await service.run();
    expect(run.blindSpots).toEqual([]);
    expect(outcomes(run)).toEqual(['deleted']);
    expect(service.simulator.calls()['ec2:DescribeImages']).toBeGreaterThan(2);
    expect(service.clock.now()).toBeGreaterThan(noon);
  },
);

it('would be throttled if it took more than AWS gives', async () => {
  const service = await startService({
    accounts: accountWith(amis(1)),
    policy: ec2Policy(),
    throttles: true,
  });
  const { environment, url } = service.simulator;
  const hasty = new EC2Client({
    region: 'us-east-1',
    endpoint: url,
    maxAttempts: 1,
    credentials: { accessKeyId: environment['AWS_ACCESS_KEY_ID']!, secretAccessKey: 'simulated' },
  });
  const answers = await Promise.allSettled(
    Array.from({ length: 101 }, async () => hasty.send(new DescribeImagesCommand({ Owners: ['self'] }))),
  );
  const refused = answers.filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(1);
  expect(refused[0]).toMatchObject({ reason: { name: 'RequestLimitExceeded' } });
});

it('says so at once when the share is no percentage', async () => {
  const policy = ec2Policy();
  const service = await startService({ accounts: accountWith(amis(1)), policy });
  service.deploy(policy, { RATE_SHARE: '0' });
  await service.bus.fire(service.clock.now());
  expect(service.bus.queues.survey.dead.map(({ body }) => body)).toEqual([
    expect.stringContaining(iso(noon)),
  ]);
});
