/** Days on which AWS does not do as it is asked. */
import type { Fault } from '../account/fault-entry.ts';
import type { Simulator } from '../aws/simulator.ts';
import { account, regions } from './scene.ts';

const [home, away] = regions;

interface Trouble {
  readonly day: number;
  readonly region: string;
  readonly fault: Fault;
}

const troubles: readonly Trouble[] = [
  // Somebody edits the role: launch templates cannot be read, so nobody knows which images they need.
  {
    day: 21,
    region: home,
    fault: { service: 'ec2', operation: 'DescribeLaunchTemplateVersions', error: 'UnauthorizedOperation' },
  },
  // An organisation's policy forbids deletions for a day.
  {
    day: 27,
    region: away,
    fault: { service: 'ec2', operation: 'DeregisterImage', error: 'UnauthorizedOperation' },
  },
];

export function createTroubles(simulator: Simulator): { readonly live: (number: number) => void } {
  const remedies: (() => void)[] = [];
  return {
    live: (number) => {
      for (const remedy of remedies.splice(0)) remedy();
      for (const { region, fault } of troubles.filter(({ day }) => day === number))
        remedies.push(simulator.inject(fault, { account, region }));
    },
  };
}
