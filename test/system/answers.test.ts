/** What AWS answers to a deletion, and what is made of it: refused, unanswered, throttled, gone already. */
import { describe, expect, it } from 'vitest';
import { day, minute } from '../../shared/domain/time.ts';
import { accountWith, ami, amis } from '../support/amis.ts';
import { noon } from '../support/facts.ts';
import { ec2Policy } from '../support/policies.ts';
import { idsIn, outcomesOf, snapshotsIn, startService } from '../support/service.ts';

const start = async (count = 3, rest: Partial<Parameters<typeof startService>[0]> = {}) =>
  startService({ accounts: accountWith(amis(count)), policy: ec2Policy(), timeout: 300, ...rest });

const deregister = { service: 'ec2', operation: 'DeregisterImage' } as const;

describe('one refusal', () => {
  it('stops one image, and stands in the ledger with the code that AWS gave', async () => {
    const service = await start();
    service.simulator.inject({ ...deregister, error: 'UnauthorizedOperation', on: [1] });
    expect(outcomesOf(await service.run())).toEqual({
      'ami-001': 'refused',
      'ami-002': 'deleted',
      'ami-003': 'deleted',
    });
    const [known] = await service.standing();
    expect(known?.latest.after.result).toMatchObject({ run: noon, outcome: 'refused' });
    expect(known?.latest.after.result?.error).toContain('UnauthorizedOperation');
    expect(known?.latest.after.intent).toBeUndefined();
    expect(idsIn(service.world)).toEqual(['ami-001']);
    expect(service.bus.queues.retire.dead).toEqual([]);
    expect(service.metrics.get('DeletionsRefused')).toBe(1);
    expect(service.metrics.get('ImagesDeleted')).toBe(2);
  });

  it('of an image that was protected after the last look is the same', async () => {
    const service = await start();
    service.simulator.onCall(({ operation, input }) => {
      const image = service.world.ec2.images.get('ami-002');
      if (operation !== 'DeregisterImage' || !JSON.stringify(input).includes('ami-002') || !image) return;
      service.world.ec2.images.remove(image);
      service.world.ec2.images.add({ ...image, DeregistrationProtection: 'enabled-without-cooldown' });
    });
    expect(outcomesOf(await service.run())).toMatchObject({ 'ami-002': 'refused', 'ami-003': 'deleted' });
    const [known] = await service.standing();
    expect(known?.latest.after.result?.error).toContain('OperationNotPermitted');
  });
});

describe('a deletion without an answer', () => {
  it.each([true, false])('is unsure, whether it took effect (%s) or not', async (timeoutTakesEffect) => {
    const service = await start(2, { switches: { timeoutTakesEffect } });
    service.simulator.inject({ ...deregister, error: 'timeout', on: [1] });
    expect(outcomesOf(await service.run())).toEqual({ 'ami-001': 'unsure', 'ami-002': 'deleted' });
    const [known] = await service.standing();
    expect(known?.latest.after).toMatchObject({ intent: { run: noon }, result: { outcome: 'unsure' } });
    expect(known?.latest.after.gone).toBeUndefined();
    expect(service.metrics.get('DeletionsUnsure')).toBe(1);
    expect(service.simulator.calls()['ec2:DeregisterImage']).toBe(2);
  });

  it('that took effect is settled as deleted by the next run, with its snapshots looked up', async () => {
    const service = await start(1);
    service.simulator.inject({ ...deregister, error: 'timeout', on: [1] });
    await service.run(noon);
    expect(idsIn(service.world)).toEqual([]);
    await service.run(noon + day);
    expect(await service.standing()).toEqual([]);
    const [gone] = await service.archive.gone(service.scopes[0]!);
    expect(gone?.latest).toMatchObject({
      event: 'deleted',
      after: {
        gone: { how: 'deleted' },
        result: { run: noon, outcome: 'deleted', snapshots: [{ id: 'snap-001', result: 'success' }] },
      },
    });
    expect(gone?.latest.after.intent).toBeUndefined();
    expect(service.simulator.calls()['ec2:DeregisterImage']).toBe(1);
  });

  it('that took effect stays open while listings still show the image, and is settled once they do not', async () => {
    const service = await start(1, { switches: { deregisterLag: 30 * minute } });
    service.simulator.inject({ ...deregister, error: 'timeout', on: [1] });
    await service.run(noon);
    // Listed, and gone when looked at closer: nothing is certain, so nothing is done.
    expect(outcomesOf(await service.run(noon + 20 * minute))).toEqual({ 'ami-001': 'none' });
    expect((await service.standing())[0]?.latest.after.intent).toMatchObject({ run: noon });
    await service.run(noon + 40 * minute);
    const [gone] = await service.archive.gone(service.scopes[0]!);
    expect(gone?.latest.after).toMatchObject({
      gone: { how: 'deleted' },
      result: { run: noon, outcome: 'deleted', snapshots: [{ id: 'snap-001', result: 'success' }] },
    });
    expect(service.simulator.calls()['ec2:DeregisterImage']).toBe(1);
  });

  it('that took effect late is deleted by us when AWS says that the image is gone already', async () => {
    const service = await start(1, { switches: { timeoutTakesEffect: false } });
    service.simulator.inject({ ...deregister, error: 'timeout', on: [1] });
    await service.run(noon);
    service.simulator.onCall(({ operation }) => {
      const image = service.world.ec2.images.get('ami-001');
      if (operation === 'DeregisterImage' && image) service.world.ec2.images.remove(image);
    });
    const document = await service.run(noon + 10 * minute);
    expect(outcomesOf(document)).toEqual({ 'ami-001': 'deleted' });
    expect(document.images[0]?.snapshots).toEqual([{ id: 'snap-001', result: 'still-there' }]);
    expect(await service.ledger.leftovers(service.scopes[0]!)).toMatchObject([{ snapshot: 'snap-001' }]);
  });

  it.each([10 * minute, day])(
    'that did not take effect is tried again %d ms later, and is not called deleted before',
    async (later) => {
      const service = await start(1, { switches: { timeoutTakesEffect: false } });
      service.simulator.inject({ ...deregister, error: 'timeout', on: [1] });
      await service.run(noon);
      expect(idsIn(service.world)).toEqual(['ami-001']);
      expect(await service.archive.gone(service.scopes[0]!)).toEqual([]);
      expect(outcomesOf(await service.run(noon + later))).toEqual({ 'ami-001': 'deleted' });
      expect(idsIn(service.world)).toEqual([]);
      expect(snapshotsIn(service.world)).toEqual([]);
    },
  );

  it('that did not take effect is told to have come to nothing, once the image is kept', async () => {
    const service = await start(1, { switches: { timeoutTakesEffect: false } });
    service.simulator.inject({ ...deregister, error: 'timeout', on: [1] });
    await service.run(noon);
    service.world.ec2.instances.add({ InstanceId: 'i-1', ImageId: 'ami-001', State: { Name: 'running' } });
    expect(outcomesOf(await service.run(noon + day))).toEqual({ 'ami-001': 'none' });
    const [known] = await service.standing();
    expect(known?.latest.event).toBe('settled');
    expect(known?.latest.after.intent).toBeUndefined();
    expect(idsIn(service.world)).toEqual(['ami-001']);
  });

  it('is settled the same when AWS answers with trouble of its own', async () => {
    const service = await start(1);
    service.simulator.inject({ ...deregister, error: 'http500', on: [1] });
    expect(outcomesOf(await service.run(noon))).toEqual({ 'ami-001': 'unsure' });
    expect(outcomesOf(await service.run(noon + day))).toEqual({ 'ami-001': 'deleted' });
  });
});

describe('throttling', () => {
  it('is waited out', async () => {
    const service = await start(2);
    service.simulator.inject({ ...deregister, error: 'throttle', on: [1, 2, 3] });
    expect(outcomesOf(await service.run())).toEqual({ 'ami-001': 'deleted', 'ami-002': 'deleted' });
  });

  it('that lasts sends the message back to its queue, and costs no second attempt', async () => {
    const service = await start(3, { policy: ec2Policy({ limits: { perRun: 2, share: '100%' } }) });
    service.simulator.inject({ ...deregister, error: 'throttle', on: [1, 2, 3, 4, 5] });
    expect(outcomesOf(await service.run())).toEqual({
      'ami-001': 'deleted',
      'ami-002': 'deleted',
      'ami-003': 'held: limit',
    });
    expect(service.clock.now() - noon).toBeGreaterThanOrEqual(90 * minute);
  });

  it('without end leaves the images alone and the message among the dead letters', async () => {
    const service = await start(2);
    service.simulator.inject({ ...deregister, error: 'throttle' });
    await service.run();
    expect(idsIn(service.world)).toHaveLength(2);
    expect(service.bus.queues.retire.dead).toHaveLength(1);
    expect(await service.archive.gone(service.scopes[0]!)).toEqual([]);
  });
});

it('says already-gone of an image that somebody else took at the same moment', async () => {
  const service = await start(1, { switches: { deregisterLag: 0 } });
  service.simulator.onCall(({ operation }) => {
    const image = service.world.ec2.images.get('ami-001');
    if (operation === 'DeregisterImage' && image) service.world.ec2.images.remove(image);
  });
  const document = await service.run();
  expect(outcomesOf(document)).toEqual({ 'ami-001': 'already-gone' });
  expect(document.images[0]?.snapshots).toEqual([{ id: 'snap-001', result: 'still-there' }]);
});

it('goes on with the other scopes when one is refused everything', async () => {
  const service = await startService({
    accounts: [accountWith([ami('ami-1')]), { ...accountWith([ami('ami-2')]), region: 'eu-west-1' }],
    policy: ec2Policy({ targets: [{ regions: ['us-east-1', 'eu-west-1'], kinds: ['ec2'] }] }),
  });
  service.simulator.inject(
    { ...deregister, error: 'UnauthorizedOperation' },
    { account: '123456789012', region: 'us-east-1' },
  );
  expect(outcomesOf(await service.run())).toEqual({ 'ami-1': 'refused', 'ami-2': 'deleted' });
});
