/** The demo for people to watch and read: progress on standard error, the summary on standard output. */
import cliProgress from 'cli-progress';
import type { QuotaDays } from '../../../infra/local/demo/life.ts';
import type { Told } from '../../../infra/local/demo/news.ts';
import type { Story } from '../../../infra/local/demo/story.ts';
import { compareText, kinds } from '../../../shared/domain/image.ts';
import { day, iso, second, type Instant } from '../../../shared/domain/time.ts';
import { printable, tableText, type Terminal } from './terminal.ts';

export interface DemoResult {
  readonly story: Story;
  readonly quota: QuotaDays;
  readonly news: Told;
  /** AWS calls by `service:Operation`, as the simulator counted them. */
  readonly calls: Readonly<Record<string, number>>;
  readonly dir: string;
  readonly accountFile: string;
  readonly policyFile: string;
}

export interface Progress {
  readonly step: (day: number, images: number, deleted: number) => void;
  /** May be called twice. */
  readonly end: () => void;
}

const lineEvery = 10;

export function createProgress(days: number, bar: boolean, terminal: Terminal): Progress {
  if (bar) return barOver(days);
  return {
    step: (number, images, deleted) => {
      if (number % lineEvery === 0 || number === days)
        terminal.err(`day ${number} of ${days}: ${images} images, ${deleted} deleted so far`);
    },
    end: () => undefined,
  };
}

function barOver(days: number): Progress {
  const format = '{bar} day {value} of {total} | {images} images | {deleted} deleted so far';
  const bar = new cliProgress.SingleBar(
    { format, barsize: 24, hideCursor: true },
    cliProgress.Presets.shades_classic,
  );
  bar.start(days, 0, { images: 0, deleted: 0 });
  return {
    step: (number, images, deleted) => {
      bar.update(number, { images, deleted });
    },
    end: () => {
      if (bar.isActive) bar.stop();
    },
  };
}

/** `2026-03-02 06:00 UTC`. */
const timeText = (at: Instant): string => `${iso(at).slice(0, 16).replace('T', ' ')} UTC`;

export function printDemo(result: DemoResult, terminal: Terminal): void {
  const { story } = result;
  const { paint, out } = terminal;
  const title = (text: string): void => {
    out(`\n${paint('bold', text)}`);
  };
  out(paint('bold', `A sample account, from ${timeText(story.from)} to ${timeText(story.to)}`));
  out('Simulated AWS, real functions: one sweep a day, by the rules of');
  out(result.policyFile);
  title(`Kept at the end: ${story.kept.images} images (one may have several reasons)`);
  out(tableText(['rule', 'reason', 'images'], rowsOf(story.kept.by), paint));
  title(`Retired: ${story.retired.images} images`);
  out(tableText(['rule', 'reason', 'images'], rowsOf(story.retired.by), paint));
  title('What happened');
  for (const [name, text] of happenings(result)) out(`${paint('cyan', name.padEnd(widest))}${text}`);
  title('Ask the ledger');
  for (const [question, command] of questions(result)) out(`${paint('dim', `# ${question}`)}\n${command}`);
}

const widest = 14;

const rowsOf = (counts: Story['kept']['by']): string[][] =>
  counts
    .toSorted((a, b) => compareText(a.what[0] ?? '', b.what[0] ?? ''))
    .map(({ what, count }) => [...what.map(printable), String(count)]);

function happenings({ story, quota, news, calls, dir }: DemoResult): [string, string][] {
  const { owned, happened, held, failed, snapshots, waiting, entries } = story;
  return [
    ['images', `${owned.first} at first, ${owned.most} at most, ${owned.last} at the end`],
    [
      'outcomes',
      `${happened('deleted')} deleted, ${happened('refused')} refused by AWS, ${happened('unsure')} unsure,`,
    ],
    ['', `${happened('vanished')} vanished by somebody else's hand, ${waiting} due but waiting`],
    ['held', `${listed(held)} (images held at least once)`],
    ['never came up', `${listed(failed)} (failed or cancelled, deleted)`],
    ['snapshots', `${snapshots.deleted} deleted, ${snapshots.spared} spared: another image is on them`],
    ['', `${snapshots.gib} GiB of volumes, an upper bound of what was freed`],
    ...story.blind.flatMap(blindText),
    ...quotaText(quota),
    ...newsText(news, story.heard),
    ['AWS calls', callsText(calls)],
    ['ledger', `${entries} entries in ${dir}`],
  ];
}

const listed = (counts: Story['held']): string =>
  counts.length === 0 ? 'none' : counts.map(({ what, count }) => `${count} ${what.join(' ')}`).join(', ');

const blindText = (spot: Story['blind'][number]): [string, string][] => [
  ['blind spot', `${timeText(spot.at)}, ${spot.scope}`],
  ['', `${spot.reading}: ${spot.error}`],
  ['', `${spot.deletedThen} deleted there that day, ${spot.deletedNextDay} the day after`],
];

function quotaText({
  quota,
  refusedBefore,
  refusedOn,
  freeOn,
  fullAfter,
  last,
}: QuotaDays): [string, string][] {
  const freed = freeOn === undefined ? 'there was never room' : `the sweep of day ${freeOn} made room`;
  return [
    ['AppStream', `quota of ${quota}; new images refused: ${refusedBefore} before the first sweep,`],
    ['', `${refusedOn.length} since; ${freed};`],
    ['', `full after ${fullAfter} of the sweeps; ${last} images at the end`],
  ];
}

function newsText({ sent, keptOut, failed }: Told, heard: Story['heard']): [string, string][] {
  const slowest = Math.max(0, ...heard) / second;
  return [
    ['events', `${sent} sent, ${keptOut} of them foreign: kept out by the rules`],
    ['', `${heard.length} of ${failed.size} failed builds in the ledger within ${slowest} s of theirs`],
  ];
}

const deleting = [
  'ec2:DeregisterImage',
  'ec2:DeleteSnapshot',
  'imagebuilder:DeleteImage',
  'appstream:DeleteImage',
];

function callsText(calls: DemoResult['calls']): string {
  const all = Object.values(calls).reduce((sum, count) => sum + count, 0);
  const deletions = deleting.reduce((sum, name) => sum + (calls[name] ?? 0), 0);
  return `${all}, of which ${deletions} asked for a deletion`;
}

/** Commands that work as they stand, once the demo has ended. */
function questions({ story, dir, accountFile, policyFile }: DemoResult): [string, string][] {
  const ask = (words: string): string => `npm start -- ${words} --db ${dir}`;
  const whys = kinds.flatMap((kind): [string, string][] => {
    const { kept, retired } = story.examples[kind];
    return [
      ...(kept ? [[`${kind}: why it is kept`, ask(`why ${kept.id}`)] satisfies [string, string]] : []),
      ...(retired
        ? [[`${kind}: why it was retired`, ask(`why ${retired.id}`)] satisfies [string, string]]
        : []),
    ];
  });
  const subject = story.examples.ec2.retired ?? story.examples.ec2.kept;
  const middle = story.from + Math.floor((story.to - story.from) / (2 * day)) * day;
  return [
    ...whys,
    ...(subject
      ? [['everything that happened to one image', ask(`history ${subject.id}`)] satisfies [string, string]]
      : []),
    ['what was there half-way', ask(`images --at ${iso(middle)}`)],
    ['the changes of the last day', ask(`changes --from ${iso(story.to)} --to ${iso(story.to + day)}`)],
    [
      'what would be done next, on the account as it stands',
      `npm start -- plan --account-file ${accountFile} --policy ${policyFile} --now ${iso(story.to + day)}`,
    ],
  ];
}
