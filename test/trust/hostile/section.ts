/** Hostile input of every sort, each timed. */
import { counted, type Section } from '../figure.ts';
import { accountTrials } from './accounts.ts';
import { ledgerTrials } from './ledger.ts';
import { messageTrials } from './messages.ts';
import { policyTrials } from './policies.ts';
import { shownTrials } from './shown.ts';
import { clearFolders, type Trial } from './trial.ts';
import { wordTrials } from './words.ts';

/** Bytes of a large input. */
const large = 10 * 2 ** 20;
/** Milliseconds after which an answer counts as none. */
const patience = 60_000;

const trials = (): readonly Trial[] => [
  ...accountTrials(large),
  ...policyTrials(large),
  ...wordTrials,
  ...messageTrials(large),
  ...ledgerTrials,
  ...shownTrials(),
];

export const hostileSection: Section = {
  name: 'hostile',
  measure: async (_wish, progress) => {
    const failures: string[] = [];
    const all = trials();
    let worst = { name: 'none', time: 0 };
    for (const [at, { name, tried }] of all.entries()) {
      const begun = performance.now();
      failures.push(...(await tried()).map((problem) => `${name}: ${problem}`));
      const time = performance.now() - begun;
      if (time > worst.time) worst = { name, time };
      if (time > patience) failures.push(`${name}: took ${Math.round(time / 1000)} s`);
      clearFolders();
      progress(at + 1, all.length);
    }
    return {
      figures: [
        { name: 'hostile inputs', value: counted(all.length) },
        { name: 'worst time on hostile input', value: `${(worst.time / 1000).toFixed(1)} s (${worst.name})` },
      ],
      failures,
    };
  },
};
