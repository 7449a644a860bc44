/** Every question at a thousand times, through every door at each: held to a list of what is true. */
import type { Section } from './figure.ts';
import { runTests } from './run-tests.ts';

export const truthSection: Section = {
  name: 'truth',
  measure: async (_, progress) => {
    progress(0, 1);
    const { failures } = await runTests('test/contract/audit/truth.test.ts', { TRUTH: 'all' });
    progress(1, 1);
    const doors = 'model, table, API and command line';
    return {
      figures: [
        {
          name: `questions answered alike by ${doors}`,
          value: failures.length === 0 ? 'all, at 1,000 times' : 'no',
        },
      ],
      failures,
    };
  },
};
