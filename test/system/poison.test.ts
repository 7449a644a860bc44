/**
 * A message at which a function fails every time goes to the dead letters after as many receives as the template
 * says; those beside it, in the same batch, are done at the first.
 */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import { wiringOf, type Wiring } from '../../infra/local/bus/wiring.ts';
import { localClient } from '../../infra/local/table/start.ts';
import { templateShape } from '../../infra/local/template/template.ts';
import { errandText } from '../../shared/runtime/messages.ts';
import { standingKey } from '../../shared/store/keys.ts';
import { accountWith, ami } from '../support/amis.ts';
import { anImage, noon } from '../support/facts.ts';
import { packagedTemplate } from '../support/packaged.ts';
import { aPolicy } from '../support/policies.ts';
import { startService, type TestService } from '../support/service.ts';

const packaged = wiringOf(templateShape.parse(packagedTemplate()));
/** Each queue that the template feeds a function from, and after how many receives it gives a message up. */
const queues = packaged.mappings.map((mapping) => ({
  name: packaged.functions.find(({ arn }) => arn === mapping.function)?.name,
  receives: packaged.queues.find(({ arn }) => arn === mapping.queue)?.redrive?.maxReceives ?? 0,
}));

/** But that every function takes three messages at once, also where the template gives it one. */
const inBatches: Wiring = {
  ...packaged,
  mappings: packaged.mappings.map((one) => ({ ...one, batchSize: 3 })),
};

const regions = ['us-east-1', 'eu-west-1', 'ap-south-1'];
const poisoned = 'eu-west-1';
const healthy = regions.filter((region) => region !== poisoned);
const scopeIn = (region: string) => ({ account: '123456789012', region, kind: 'ec2' as const });

/** An old AMI in each of three regions. */
const start = async (wiring = inBatches): Promise<TestService> =>
  startService({
    accounts: regions.map((region) => ({ ...accountWith([ami(`ami-${region}`)]), region })),
    policy: aPolicy({ targets: [{ regions, kinds: ['ec2'] }] }),
    wiring,
  });

/** Whoever reads of the scope meets something that a newer version wrote, and throws. */
async function poison({ table }: TestService): Promise<void> {
  const client = localClient(table.url);
  const Item = { ...standingKey(anImage(scopeIn(poisoned))), format: 2 };
  await client.send(new PutCommand({ TableName: 'imagewarden', Item }));
  client.destroy();
}

const amisIn = ({ simulator }: TestService): string[] =>
  regions.filter((region) => simulator.world(undefined, region).ec2.images.all().length > 0);

/** How many messages the function was given, each time; the first time after it was poisoned. */
function batchesOf(service: TestService, name: 'survey' | 'retire'): readonly number[] {
  const batches: number[] = [];
  service.before(name, async ({ Records }) => {
    if (batches.length === 0) await poison(service);
    batches.push(Records.length);
  });
  return batches;
}

const alone = (receives: number): number[] => Array<number>(receives - 1).fill(1);

it('is spoken of each of the queues that feed a function', () => {
  expect(queues.map(({ name }) => name).sort()).toEqual(['react', 'retire', 'survey']);
  expect(queues.every(({ receives }) => receives > 1)).toBe(true);
});

const receivesOf = (name: string): number => queues.find((one) => one.name === name)?.receives ?? 0;

it.each(['survey', 'retire'] as const)(
  'gives up an errand at which %s always fails, and does those in the same batch',
  async (name) => {
    const service = await start();
    const batches = batchesOf(service, name);
    await service.bus.fire(noon);
    expect(batches).toEqual([3, ...alone(receivesOf(name))]);
    const { dead, messages } = service.bus.queues[name];
    expect(dead.map(({ body }) => body)).toEqual([errandText({ scope: scopeIn(poisoned), run: noon })]);
    expect(dead.map(({ receives }) => receives)).toEqual([receivesOf(name)]);
    expect(messages).toEqual([]);
    expect(amisIn(service)).toEqual([poisoned]);
  },
);

it('gives up an event at which react always fails, and does those in the same batch', async () => {
  // As the template has it: this function takes ten at once.
  const service = await start(packaged);
  await poison(service);
  for (const region of regions)
    service.bus.publish({
      ...scopeIn(region),
      ...{ source: 'aws.ec2', 'detail-type': 'EC2 AMI State Change' },
      detail: { ImageId: `ami-${region}`, State: 'available' },
    });
  await service.bus.drain();
  const { dead, messages } = service.bus.queues.react;
  expect(dead.map(({ body }) => body)).toEqual([expect.stringContaining(`ami-${poisoned}`)]);
  expect(dead.map(({ receives }) => receives)).toEqual([receivesOf('react')]);
  expect(messages).toEqual([]);
  for (const region of healthy)
    expect((await service.standing(scopeIn(region))).map(({ latest }) => latest.event)).toEqual(['appeared']);
  // Of the healthy ones each was looked at once.
  expect(service.metrics.get('EventsHandled')).toBe(healthy.length);
});
