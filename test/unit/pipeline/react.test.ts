/** Two events of one image's end, handled side by side: a batch's messages are. */
import { expect, it } from 'vitest';
import { createVirtualClock } from '../../../infra/local/virtual-clock.ts';
import type { ImageSource, Ledger } from '../../../shared/pipeline/ports.ts';
import { react } from '../../../shared/pipeline/react.ts';
import { survey } from '../../../shared/pipeline/survey.ts';
import { aScope, noon } from '../../support/facts.ts';
import { createMemoryLedger } from '../../support/memory-ledger.ts';
import { ec2Policy } from '../../support/policies.ts';
import { aSighting } from '../../support/sightings.ts';

it('records who deleted an image even where the handler that does not know was quicker', async () => {
  const clock = createVirtualClock(noon);
  const kept = createMemoryLedger();
  const none = { complete: true, sightings: [], blindSpots: [] };
  const source: ImageSource = {
    scope: aScope,
    listing: 'ec2:DescribeImages',
    list: async () => Promise.resolve({ ...none, sightings: [aSighting({ id: 'ami-1' })] }),
    sight: async () => Promise.resolve(none),
    examine: async () => Promise.resolve(none),
    look: async () => Promise.resolve('gone'),
    calls: () => ({}),
  };
  const common = { source, policy: ec2Policy(), clock, id: 'ami-1' };
  await survey({ ...common, ledger: kept, run: noon });
  let quicker: Promise<unknown> | undefined;
  const ledger: Ledger = {
    ...kept,
    // What was read here is old by the time that it is acted upon.
    bearers: async (...asked) => {
      const read = await kept.bearers(...asked);
      await (quicker ??= react({ ...common, ledger: kept }));
      return read;
    },
  };
  await react({ ...common, ledger, by: 'arn:aws:iam::123456789012:user/jane' });
  expect(kept.entries.map(({ event, after }) => [event, after.gone?.by])).toEqual([
    ['appeared', undefined],
    ['vanished', undefined],
    ['vanished', 'arn:aws:iam::123456789012:user/jane'],
  ]);
});
