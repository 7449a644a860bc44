/** Events and messages made to hurt: none of them may change anything, fail a batch, or take long. */
import { startLocalService } from '../../../functions/cli/local-service.ts';
import { parseAccountFile } from '../../../infra/local/account/parse.ts';
import { parsePolicy } from '../../../shared/policy/parse.ts';
import { errandOf } from '../../../shared/runtime/messages.ts';
import { accountWith, amis } from '../../support/amis.ts';
import { nasty } from '../../support/nasty.ts';
import { noonText, policyText, type Trial } from './trial.ts';

const filled = (piece: string, size: number): string => piece.repeat(Math.ceil(size / piece.length));

const event = (parts: object): object => ({
  source: 'aws.ec2',
  'detail-type': 'EC2 AMI State Change',
  account: '123456789012',
  region: 'us-east-1',
  resources: [],
  detail: { ImageId: 'ami-0', State: 'available' },
  ...parts,
});

const call = (detail: object): object =>
  event({
    'detail-type': 'AWS API Call via CloudTrail',
    detail: { eventSource: 'ec2.amazonaws.com', eventName: 'DeregisterImage', ...detail },
  });

/** A value of every wrong type. */
const wrong: readonly unknown[] = [null, 0, true, [], {}, '', [[]], { a: {} }];

const bodies = (size: number): readonly string[] => [
  ...[
    ...wrong,
    ...wrong.flatMap((value) => [
      event({ source: value }),
      event({ 'detail-type': value }),
      event({ account: value }),
      event({ region: value }),
      event({ resources: value }),
      event({ detail: value }),
      event({ detail: { ImageId: value, State: 'available' } }),
      event({ detail: { ImageId: 'ami-1', State: value } }),
      event({
        source: 'aws.imagebuilder',
        'detail-type': 'EC2 Image Builder Image State Change',
        resources: [value],
      }),
      call({ requestParameters: value }),
      call({ requestParameters: { imageId: value } }),
      call({ requestParameters: { imageId: 'ami-0' }, userIdentity: value }),
      call({ eventName: value }),
      { look: value, event: event({}) },
      { scope: value, run: noonText },
      { scope: { account: '1', region: 'r', kind: 'ec2' }, run: value },
    ]),
    ...nasty.flatMap((text) => [
      event({ detail: { ImageId: text, State: text } }),
      event({ account: text, region: text }),
      event({ source: text }),
      call({ requestParameters: { imageId: text }, userIdentity: { arn: text } }),
    ]),
    event({ detail: { ImageId: filled('a', size), State: 'available' } }),
    event({ region: filled('a', size) }),
    event({ detail: { ImageId: 'ami-no', State: 'available', more: filled('a', size) } }),
    call({ requestParameters: { imageId: 'ami-no' }, userIdentity: { arn: filled('a', size) } }),
  ].map((value) => JSON.stringify(value)),
  JSON.stringify(event({ detail: { ImageId: 'ami-no', State: 'x', more: 'HERE' } })).replace(
    '"HERE"',
    `${filled('[', size / 2)}${filled(']', size / 2)}`,
  ),
  filled('[', size),
  filled('{"event":', size),
  filled('\0', size),
  `"${filled('\\u0000', size)}"`,
  '{"__proto__":{"scope":{"account":"123456789012","region":"us-east-1","kind":"ec2"},"run":"2026-11-01"}}',
];

async function changeNothing(size: number): Promise<readonly string[]> {
  const accounts = parseAccountFile(JSON.stringify(accountWith(amis(2))));
  const { policy } = parsePolicy(policyText, 'policy');
  const service = await startLocalService({ accounts, policy, now: Date.parse(noonText) });
  try {
    const taken = bodies(size).filter((body) => errandOf(body) !== undefined);
    for (const body of bodies(size)) service.bus.queues.react.send(body);
    await service.bus.drain();
    const images = service.simulator.world().ec2.images.all().length;
    const recorded = await Promise.all(service.scopes.map(async (scope) => service.archive.standing(scope)));
    return [
      ...taken.map((body) => `took for an errand: ${body.slice(0, 200)}`),
      ...(images === 2 ? [] : ['deleted an image']),
      ...(recorded.every(({ size }) => size === 0) ? [] : ['recorded an image']),
      ...service.failures().map((failure) => failure.slice(0, 200)),
    ];
  } finally {
    await service.close();
  }
}

export const messageTrials = (size: number): readonly Trial[] => [
  { name: 'events and messages', tried: async () => changeNothing(size) },
];
