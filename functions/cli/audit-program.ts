/** The commands that ask the ledger, and their options. */
import type { Command } from 'commander';
import type { ask, AuditOptions } from './commands/audit.ts';
import type { page } from './commands/page.ts';
import type { Terminal } from './output/terminal.ts';

export function addAudit(program: Command, terminal: Terminal, end: (status: number) => void): void {
  const answers =
    (about: Parameters<typeof ask>[0]) =>
    async (options: AuditOptions): Promise<void> => {
      end(await (await import('./commands/audit.ts')).ask(about, undefined, options, terminal));
    };
  const answersOf =
    (about: Parameters<typeof ask>[0]) =>
    async (image: string, options: AuditOptions): Promise<void> => {
      end(await (await import('./commands/audit.ts')).ask(about, image, options, terminal));
    };
  withLedger(program.command('history').argument('<image>'))
    .description('everything that happened to an image')
    .action(answersOf('history'));
  withLedger(program.command('why').argument('<image>'))
    .description('why an image was kept or retired')
    .option('--at <time>', 'as of this moment; default: now')
    .action(answersOf('why'));
  withFilters(withLedger(program.command('images')))
    .description('all images on record')
    .option('--at <time>', 'as of this moment; default: now')
    .action(answers('images'));
  withFilters(withLedger(program.command('changes')))
    .description('what changed between two moments')
    .option('--from <time>', 'from this moment on')
    .option('--to <time>', 'before this moment')
    .option('--run <time>', 'only what the run of this scheduled time did')
    .option('--event <events>', 'only these events; vanished: deleted by somebody else')
    .action(answers('changes'));
  withLedger(program.command('runs'))
    .description('the runs and what they saw, the newest first')
    .option('--from <time>', 'scheduled from this moment on')
    .option('--to <time>', 'scheduled before this moment')
    .option('--limit <number>', 'at most so many; default: 100')
    .action(answers('runs'));
  withFormats(withWhichLedger(program.command('sweeps')))
    .description('the firings of the schedule, and whether all their scopes finished')
    .option('--from <time>', 'scheduled from this moment on')
    .option('--to <time>', 'scheduled before this moment')
    .option('--limit <number>', 'at most so many; default: 100')
    .action(answers('sweeps'));
  withFilters(withLedger(program.command('next')))
    .description('what would be retired next, and when')
    .option('--limit <number>', 'at most so many; default: 100')
    .action(answers('next'));
  withWhichLedger(program.command('page'))
    .description('the audit page, on this machine until it is stopped')
    .option('--port <number>', 'its port; default: any that is free')
    .action(async (options: Parameters<typeof page>[0]) => {
      end(await (await import('./commands/page.ts')).page(options, terminal));
    });
}

export function addExport(program: Command, terminal: Terminal, end: (status: number) => void): void {
  withPlace(program.command('export'))
    .description('everything of a time range as JSON lines')
    .option('--from <time>', 'from this moment on')
    .option('--to <time>', 'before this moment')
    .option('--out <file>', 'write here; a file that an earlier export began is gone on with')
    .option('--after <cursor>', 'go on after this checkpoint of an earlier export')
    .action(async (options: AuditOptions) => {
      end(await (await import('./commands/export.ts')).exportRange(options, terminal));
    });
}

const withFilters = (command: Command): Command =>
  command
    .option('--state <state>', 'only images in this state')
    .option('--rule <name>', 'only images that this rule selects')
    .option('--reason <code>', 'only images with this reason')
    .option('--tag <tag>', 'only images with this tag: key, or key=value')
    .option('--name <glob>', 'only images whose name this covers: * and ?');

const withPlace = (command: Command): Command =>
  withWhichLedger(command)
    .option('--kind <kind>', 'ec2, imagebuilder or appstream')
    .option('--account <id>', 'only this account')
    .option('--region <region>', 'only this region');

const withLedger = (command: Command): Command => withFormats(withPlace(command));

const withFormats = (command: Command): Command =>
  command
    .option('--json', 'print one JSON document')
    .option('--jsonl', 'print a JSON document a line, as they come')
    .option('--csv', 'print CSV, as it comes');

export const withWhichLedger = (command: Command): Command =>
  command
    .option('--db <folder>', 'the ledger that run or demo wrote')
    .option('--aws', 'the ledger of the deployed service')
    .option('--table <name>', 'with --aws: the name of its table')
    .option('--profile <name>', 'with --aws: the profile of the AWS configuration to use');
