/** Prints what each question reads: `npm run read-costs -- --images 4000 --days 60 --share 0.02`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { terminal, tableText } from '../../functions/cli/output/terminal.ts';
import { readCosts } from '../support/read-costs.ts';

const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '4000' },
    days: { type: 'string', default: '60' },
    share: { type: 'string', default: '0.02' },
  },
});
const share = Number(values.share);
const days = Number(values.days);
const sizes = [Number(values.images) / 4, Number(values.images)];

const costs = [];
for (const images of sizes) {
  const dir = mkdtempSync(join(tmpdir(), 'imagewarden-read-costs-'));
  costs.push(await readCosts({ images, days, share }, dir));
  rmSync(dir, { recursive: true });
}
const [small = [], large = []] = costs;

terminal.out(`DynamoDB read units, ${days} days with ${share * 100} % of the images changing a day\n`);
const rows = small.map(({ question, units, calls }, i) => {
  const other = large[i];
  return [question, ...[units, calls, other?.units, other?.calls, other?.lines].map((n) => String(n ?? ''))];
});
const head = ['question', `${sizes[0]} images`, 'calls', `${sizes[1]} images`, 'calls', 'lines'];
terminal.out(tableText(head, rows, terminal.paint));
