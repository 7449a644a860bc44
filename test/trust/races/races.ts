/** All races there are: every intrusion before every call, and every pair with every call in between. */
import { counted, type Section } from '../figure.ts';
import { sampleOf } from '../faults/points.ts';
import { small } from '../faults/scenes.ts';
import { makeReady, type Ready } from '../faults/tried.ts';
import { intrusions } from './intrusion.ts';
import { intrude } from './intrude.ts';
import { failuresOfPair, type Pair } from './pair.ts';

export const pairs: readonly Pair[] = [
  { name: 'retire' },
  { name: 'survey' },
  { name: 'sweep' },
  { name: 'survey', later: true },
];

export const raceSection: Section = {
  name: 'races',
  measure: async ({ every }, progress) => {
    const { ready, calls } = await makeReady(small);
    const moments = intrusions.flatMap((intrusion) =>
      Array.from({ length: 2 * calls.length }, (_, i) => ({
        intrusion,
        moment: { at: i % calls.length, late: i >= calls.length },
      })),
    );
    const chosen = sampleOf(moments, every);
    const failures: string[] = [];
    for (const [done, { intrusion, moment }] of chosen.entries()) {
      progress(done, chosen.length);
      failures.push(...(await intrude(intrusion, moment, ready)).failures);
    }
    const tried = await pairUp(ready, every);
    return {
      figures: [
        { name: 'intrusions tried', value: `${counted(chosen.length)} of ${counted(moments.length)}` },
        { name: 'interleavings of two processes tried', value: counted(tried.count) },
        { name: 'races lost', value: counted(failures.length + tried.failures.length) },
      ],
      failures: [...failures, ...tried.failures],
    };
  },
};

async function pairUp(ready: Ready, every: number): Promise<{ count: number; failures: string[] }> {
  const failures: string[] = [];
  let count = 0;
  for (const pair of pairs)
    for (let at = 0; ; at += every) {
      const found = await failuresOfPair(pair, at, ready);
      if (found === undefined) break;
      count += 1;
      failures.push(...found);
    }
  return { count, failures };
}
