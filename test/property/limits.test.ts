/** What holds of every run through the functions, with any limits and any images. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { day } from '../../shared/domain/time.ts';
import { accountWith, ami } from '../support/amis.ts';
import { fewer } from '../support/arbitraries.ts';
import { noon } from '../support/facts.ts';
import { ec2Policy } from '../support/policies.ts';
import { idsIn, startService } from '../support/service.ts';

const someScope = fc.record({
  ages: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 8 }),
  perRun: fc.integer({ min: 0, max: 5 }),
  percent: fc.integer({ min: 0, max: 100 }),
  deliveries: fc.constantFrom(1, 2),
  refusals: fc.subarray([1, 2, 3, 4]),
});

it(
  'attempts at most the limit, whatever is refused and however often messages come, and never a young image',
  async () => {
    await fc.assert(
      fc.asyncProperty(someScope, async ({ ages, perRun, percent, deliveries, refusals }) => {
        const Images = ages.map((age, at) => ami(`ami-${at}`, age));
        const service = await startService({
          accounts: accountWith(Images),
          policy: ec2Policy({ limits: { perRun, share: `${percent}%` } }),
          deliveries,
        });
        if (refusals.length > 0)
          service.simulator.inject({
            service: 'ec2',
            operation: 'DeregisterImage',
            error: 'UnauthorizedOperation',
            on: refusals,
          });
        const byShare = percent === 0 ? 0 : Math.max(1, Math.floor((percent * ages.length) / 100));
        await service.run();
        const attempts = service.simulator.calls()['ec2:DeregisterImage'] ?? 0;
        expect(attempts).toBeLessThanOrEqual(Math.min(perRun, byShare));
        const young = Images.filter((_, at) => (ages[at] ?? 0) <= 30).map(({ ImageId = '' }) => ImageId);
        for (const id of young) expect(idsIn(service.world)).toContain(id);
        const left = idsIn(service.world).length;
        service.simulator.resetCalls();
        await service.bus.fire(noon);
        expect(idsIn(service.world)).toHaveLength(left);
        await service.close();
      }),
      // Each of these is a whole service.
      fewer(10),
    );
  },
  day,
);
