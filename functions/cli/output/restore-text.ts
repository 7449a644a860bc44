/** What came of a restoring, for people to read. */
import type { Fact } from '../../../shared/domain/history.ts';
import { iso } from '../../../shared/domain/time.ts';
import { keepTag } from '../../../shared/domain/policy.ts';
import type { Restored } from '../../../shared/pipeline/restore.ts';
import { printable, type Terminal } from './terminal.ts';

export function printRestored(
  fact: Fact,
  { outcome, done, undone }: Restored,
  keep: boolean,
  { out }: Terminal,
): void {
  const id = printable(fact.image.id);
  for (const step of done) out(`done      ${printable(step)}`);
  for (const step of undone) out(`not done  ${printable(step)}`);
  if (outcome === 'was-there') out(`${id} is there; there was nothing to restore.`);
  if (outcome === 'failed') out(`${id} is not back yet; mend the cause and call restore again.`);
  if (outcome === 'lost') {
    out(`${id} cannot be brought back. What is known of it, to build it anew:`);
    for (const line of knownOf(fact)) out(`  ${printable(line)}`);
  }
  if (outcome === 'restored') out(`${id} is there again. ${outlook(keep)}`);
}

const outlook = (keep: boolean): string =>
  keep
    ? `It bears ${keepTag}, so no run retires it; take the tag away when the policy may have it again.`
    : 'The next run judges it like any other, and its grace starts anew: without a grace it may go at once.';

function knownOf({ image, gone, decision, policy }: Fact): string[] {
  const { snapshots = [], outputs = [], tags = {} } = image;
  const rows: [string, string | undefined][] = [
    ['name', image.name],
    ['created', image.createdAt === undefined ? undefined : iso(image.createdAt)],
    ['recipe', image.recipe],
    ['pipeline', image.pipeline],
    ['build', image.build],
    ['architecture', image.architecture],
    ['platform', image.platform],
    ...Object.entries(tags).map(([key, value]): [string, string] => [`tag ${key}`, value]),
    ...snapshots.map(({ id, gib }): [string, string] => ['snapshot', `${id}, ${gib} GiB`]),
    ...outputs.map((output): [string, string] => [
      'made',
      `${output.image ?? 'nothing'} in ${output.account}/${output.region}`,
    ]),
    ['rule', decision.rule],
    ['policy', policy],
    ['gone', gone && `${gone.how} at ${iso(gone.at)}`],
  ];
  return rows.flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
}
