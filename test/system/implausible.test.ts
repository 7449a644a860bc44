/** A listing that suddenly holds less than half of what was known stops its scope, and says so. */
import { expect, it } from 'vitest';
import { day, minute } from '../../shared/domain/time.ts';
import type { MachineImage } from '../../infra/local/account/shapes.ts';
import { accountWith, ami, amis } from '../support/amis.ts';
import { noon } from '../support/facts.ts';
import { ec2Policy } from '../support/policies.ts';
import { idsIn, outcomesOf, startService, type RunDocument, type TestService } from '../support/service.ts';

const preview = ec2Policy({ mode: 'preview' });
const blindSpot = {
  scope: '123456789012/us-east-1/ec2',
  reading: 'ec2:DescribeImages',
  error: 'ImplausibleListing',
};

/** Twelve images on record, none of them due yet. */
const known = async (): Promise<TestService> => {
  const service = await startService({ accounts: accountWith(amis(12)), policy: preview });
  await service.run(noon);
  service.deploy(ec2Policy());
  return service;
};

const remove = ({ world }: TestService, count: number): MachineImage[] => {
  const images = world.ec2.images.all().slice(0, count);
  for (const image of images) world.ec2.images.remove(image);
  return images;
};

/** The listing leaves the first ones out; asked for by id they are there. */
const hide = (service: TestService, count: number, when = (): boolean => true): void => {
  let hidden: MachineImage[] = [];
  service.simulator.onCall(({ operation, input }) => {
    service.world.ec2.images.add(...hidden);
    const lists = operation === 'DescribeImages' && !JSON.stringify(input).includes('ImageId');
    hidden = lists && when() ? remove(service, count) : [];
  });
};

const verdictsOf = ({ images }: RunDocument) =>
  new Set(images.flatMap(({ reasons }) => reasons.map(({ code }) => code)));

it('retires nothing and calls nothing vanished that is there by its id', async () => {
  const service = await known();
  hide(service, 7);
  const document = await service.run(noon + day);
  expect(document.blindSpots).toEqual([blindSpot]);
  expect(document.images).toHaveLength(12);
  expect(verdictsOf(document)).toEqual(new Set(['users-unknown']));
  expect(service.metrics.get('ImplausibleListings')).toBe(1);
  const [run] = await service.archive.runs(service.scopes[0]!, noon + day, noon + day + 1);
  expect(run).toMatchObject({ doubt: { known: 12, listed: 5 }, complete: false, owned: 12, retiring: false });
  expect(await service.standing()).toHaveLength(12);
});

it('retires nothing in the run in which images went in bulk, and goes on with what is left in the next', async () => {
  const service = await known();
  remove(service, 7);
  const document = await service.run(noon + day);
  expect(document.blindSpots).toEqual([blindSpot]);
  expect(document.totals).toEqual({ keep: 5, retire: 0 });
  const [run] = await service.archive.runs(service.scopes[0]!, noon + day, noon + day + 1);
  expect(run).toMatchObject({ doubt: { known: 12, listed: 5 }, owned: 5, keep: 5 });
  expect(idsIn(service.world)).toHaveLength(5);
  expect((await service.archive.gone(service.scopes[0]!)).map(({ latest }) => latest.event)).toEqual(
    Array.from({ length: 7 }, () => 'vanished'),
  );

  expect(outcomesOf(await service.run(noon + 2 * day))).toMatchObject({ 'ami-012': 'deleted' });
  expect(idsIn(service.world)).toEqual([]);
  expect(service.metrics.get('ImplausibleListings')).toBe(1);
});

it('does not doubt a listing for what this service deleted itself', async () => {
  const service = await startService({ accounts: accountWith(amis(12)), policy: ec2Policy() });
  await service.run(noon);
  service.world.ec2.images.add(ami('ami-new'));
  const document = await service.run(noon + day);
  expect(document.blindSpots).toEqual([]);
  expect(outcomesOf(document)).toEqual({ 'ami-new': 'deleted' });
});

it('does not doubt it for deletions of its own whose answers were lost', async () => {
  const service = await known();
  for (const one of await service.standing()) {
    const before = one.latest.after;
    const after = { ...before, intent: { run: noon, at: noon, until: noon + minute } };
    await service.ledger.write(one, { at: noon, run: noon, event: 'intent', before, after });
  }
  remove(service, 12);
  const document = await service.run(noon + day);
  expect(document.blindSpots).toEqual([]);
  const gone = await service.archive.gone(service.scopes[0]!);
  expect(gone.map(({ latest }) => latest.event)).toEqual(Array.from({ length: 12 }, () => 'deleted'));
});

it('holds everything where only the second look is implausible', async () => {
  const service = await known();
  let looks = 0;
  hide(service, 7, () => ++looks > 1);
  const document = await service.run(noon + day);
  expect(document.blindSpots).toEqual([blindSpot]);
  expect(new Set(Object.values(outcomesOf(document)))).toEqual(new Set(['held: users-unknown']));
  const [run] = await service.archive.runs(service.scopes[0]!, noon + day, noon + day + 1);
  expect(run).toMatchObject({ doubt: { known: 12, listed: 5 } });
  expect(service.metrics.get('ImplausibleListings')).toBe(1);
  expect(idsIn(service.world)).toHaveLength(12);
});

it('believes a listing in which all images were replaced', async () => {
  const service = await known();
  remove(service, 12);
  service.world.ec2.images.add(...Array.from({ length: 6 }, (_, at) => ami(`ami-b${at}`)));
  expect((await service.run(noon + day)).blindSpots).toEqual([]);
  expect(idsIn(service.world)).toEqual([]);
});
