/**
 * `npm run trust`: everything that is too long for `npm test`, with one table of figures at its end. Status 1 if anything
 * failed. `--only faults`, `--every 10` and `--runs 1000` make it shorter.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import cliProgress from 'cli-progress';
import Table from 'cli-table3';
import { faultSection, hearingSection } from './faults/section.ts';
import type { Outcome, Section, Wish } from './figure.ts';
import { hostileSection } from './hostile/section.ts';
import { mutantSection } from './mutants.ts';
import { propertySection } from './properties.ts';
import { raceSection } from './races/races.ts';
import { truthSection } from './truth.ts';

const sections: readonly Section[] = [
  faultSection,
  hearingSection,
  raceSection,
  propertySection,
  hostileSection,
  truthSection,
  mutantSection,
];

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    every: { type: 'string', default: '1' },
    runs: { type: 'string', default: '100000' },
    workers: { type: 'string', default: String(availableParallelism()) },
  },
});
const wish: Wish = {
  every: Number(values.every),
  runs: Number(values.runs),
  workers: Number(values.workers),
};

async function measured({ name, measure }: Section): Promise<Outcome> {
  const bar = new cliProgress.SingleBar({ format: `${name} {bar} {value}/{total} {duration_formatted}` });
  const start = performance.now();
  bar.start(1, 0);
  const { figures, failures } = await measure(wish, (done, of) => {
    bar.setTotal(of);
    bar.update(done);
  }).catch(broken(name));
  bar.stop();
  const minutes = ((performance.now() - start) / 60_000).toFixed(1);
  return { figures: [...figures, { name: `time for ${name}`, value: `${minutes} min` }], failures };
}

/** One part that breaks off does not take the others' figures along. */
const broken =
  (name: string) =>
  (thrown: unknown): Outcome => ({
    figures: [],
    failures: [
      `${name} broke off: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`,
    ],
  });

const table = new Table({ head: ['figure', 'value'] });
const failures: string[] = [];
for (const section of sections.filter(({ name }) => values.only === undefined || values.only === name)) {
  const outcome = await measured(section);
  for (const { name, value } of outcome.figures) table.push([name, value]);
  failures.push(...outcome.failures);
}
process.stdout.write(`${[table.toString(), ...failures].join('\n')}\n`);
process.exitCode = failures.length === 0 ? 0 : 1;
