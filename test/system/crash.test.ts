/** The retire function is killed after each of its requests in turn; what comes after makes up for it. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { day } from '../../shared/domain/time.ts';
import { accountWith, amis } from '../support/amis.ts';
import { noon } from '../support/facts.ts';
import { ec2Policy } from '../support/policies.ts';
import { idsIn, snapshotsIn, startService } from '../support/service.ts';
import { behind, startWire } from '../support/wire.ts';

const policy = ec2Policy({ limits: { perRun: 2, share: '100%' } });

/** A run over three images of which two may go, in which the first retire function dies after so many requests. */
async function runKilledAfter(requests: number) {
  const service = await startService({ accounts: accountWith(amis(3)), policy });
  const accepted: string[] = [];
  const asked: string[] = [];
  const aws = await startWire(service.simulator.url);
  const table = await startWire(service.table.url);
  onTestFinished(async () => {
    await aws.close();
    await table.close();
  });
  let seen = 0;
  const count = (operation: string): void => {
    asked.push(operation);
    if (++seen !== requests) return;
    aws.cut();
    table.cut();
  };
  aws.onAnswer(count);
  table.onAnswer(count);
  service.simulator.onCall(({ operation, input }) => {
    if (operation !== 'DeregisterImage') return;
    const image = amis(3).find(({ ImageId = '' }) => JSON.stringify(input).includes(ImageId))?.ImageId ?? '';
    if (idsIn(service.world).includes(image)) accepted.push(image);
  });
  const wired = { ...behind(aws, service.simulator.environment), AWS_ENDPOINT_URL_DYNAMODB: table.url };
  let first = true;
  service.before('retire', () => {
    // Each later delivery meets a new function, as after a crash.
    service.deploy(policy, first ? wired : {});
    first = false;
  });
  await service.run(noon);
  service.deploy(policy);
  return { service, accepted, asked };
}

const most = 48;
/** So many requests only look: nothing is different after any of them. */
const looking = 12;

/** Every other request, or, with TRUST=all, every one; npm run trust kills before and after every call of a richer run. */
const every = process.env['TRUST'] === 'all' ? 1 : 2;
const tried = [1, ...Array.from({ length: (most - looking) / every }, (_, at) => looking + 1 + at * every)];

describe('a retire function', () => {
  it('makes fewer requests than there are crashes tried here', async () => {
    const { service, asked } = await runKilledAfter(Infinity);
    expect(idsIn(service.world)).toEqual(['ami-003']);
    expect(asked.length).toBeLessThan(most);
    expect(asked.filter((operation) => operation === 'DeregisterImage')).toHaveLength(2);
    expect(asked.slice(0, looking).filter((operation) => /^(Put|Update|Delete)/.test(operation))).toEqual([]);
    expect(asked.length).toBeGreaterThan(looking + 20);
  });

  it.each([
    ['between intent and call', 0],
    ['between call and receipt', 1],
    ['after the receipt', 2],
  ])('killed %s lets the same run go on to its end', async (_, past) => {
    const { asked } = await runKilledAfter(Infinity);
    const { service, accepted } = await runKilledAfter(asked.indexOf('DeregisterImage') + past);
    expect(accepted).toEqual(['ami-001', 'ami-002']);
    expect(idsIn(service.world)).toEqual(['ami-003']);
  });

  it.each(tried)('killed after request %d loses nothing and repeats nothing', async (requests) => {
    const { service, accepted } = await runKilledAfter(requests);
    const { world, archive, scopes } = service;
    expect(accepted).toEqual([...new Set(accepted)]);
    expect(accepted.length).toBeLessThanOrEqual(2);
    for (const { latest } of await archive.gone(scopes[0]!))
      expect(accepted).toContain(latest.after.image.id);

    await service.run(noon + day);
    await service.run(noon + 2 * day);
    expect(service.metrics.get('SweepsUnfinished')).toBe(0);
    expect(idsIn(world)).toEqual([]);
    expect(snapshotsIn(world)).toEqual([]);
    expect(accepted).toEqual(['ami-001', 'ami-002', 'ami-003']);
    expect(await service.standing()).toEqual([]);
    const gone = await archive.gone(scopes[0]!);
    expect(gone.map(({ latest }) => latest.after.gone?.how)).toEqual(['deleted', 'deleted', 'deleted']);
    for (const { latest } of gone) {
      const events = (await archive.history(latest.after.image)).map(({ event }) => event);
      expect(events[0]).toBe('appeared');
      expect(events.at(-1)).toBe('deleted');
      expect(events.indexOf('intent')).toBeGreaterThan(0);
    }
  });
});
