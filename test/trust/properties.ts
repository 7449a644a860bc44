/** The properties, run far more often than in `npm test`. */
import { counted, type Section } from './figure.ts';
import { runTests } from './run-tests.ts';

export const propertySection: Section = {
  name: 'properties',
  measure: async ({ runs }, progress) => {
    progress(0, 1);
    const { tests, failures } = await runTests('test/property', { TRUST_RUNS: String(runs) });
    progress(1, 1);
    return {
      figures: [
        { name: 'properties', value: counted(tests) },
        { name: 'runs of each (of policies and whole services fewer)', value: counted(runs) },
        { name: 'properties that held', value: counted(tests - failures.length) },
      ],
      failures,
    };
  },
};
