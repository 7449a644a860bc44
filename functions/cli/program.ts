/** The command line: what can be asked, and with which options. What answers is read once it is asked. */
import { Command } from 'commander';
import { addAudit, addExport, withWhichLedger } from './audit-program.ts';
import type { demo } from './commands/demo.ts';
import type { plan } from './commands/plan.ts';
import type { run } from './commands/run.ts';
import type { restore } from './commands/restore.ts';
import type { resume, stop } from './commands/stop.ts';
import type { sweep } from './commands/sweep.ts';
import type { Terminal } from './output/terminal.ts';

/** Commands set the exit status: 0 done, 1 something failed on the way, 2 bad input. */
export function createProgram(terminal: Terminal, end: (status: number) => void): Command {
  const program = new Command('imagewarden')
    .description('Keeps machine images from piling up, and never takes one that is in use.')
    .showHelpAfterError('(imagewarden --help lists the commands)')
    .exitOverride()
    .configureOutput({
      writeErr: (text) => {
        terminal.err(text.trimEnd());
      },
    });
  addDemo(program, terminal, end);
  addPlanning(program, terminal, end);
  addAudit(program, terminal, end);
  addExport(program, terminal, end);
  addSweep(program, terminal, end);
  addSwitch(program, terminal, end);
  addRestore(program, terminal, end);
  return program;
}

function addDemo(program: Command, terminal: Terminal, end: (status: number) => void): void {
  program
    .command('demo')
    .description('a sample account lives through 90 days in seconds; its ledger stays, to be asked')
    .option('--once', 'end after the summary, without the audit page')
    .option('--port <number>', 'the port of the audit page; default: any that is free')
    .action(async (options: Parameters<typeof demo>[0]) => {
      end(await (await import('./commands/demo.ts')).demo(options, terminal));
    });
}

function addPlanning(program: Command, terminal: Terminal, end: (status: number) => void): void {
  program
    .command('plan')
    .description('what would be done now, a line for every image; changes nothing')
    .option('--account-file <file>', 'a simulated account')
    .option('--aws', 'a real account, with read-only calls')
    .option('--profile <name>', 'with --aws: the profile of the AWS configuration to use')
    .option('--region <region...>', 'with --aws: look at these regions')
    .option('--policy <file>', 'the retention policy')
    .option('--now <time>', 'judge as of this moment (ISO 8601 with zone); default: now')
    .option('--json', 'print one JSON document')
    .action(async (options: Parameters<typeof plan>[0]) => {
      end(await (await import('./commands/plan.ts')).plan(options, terminal));
    });
  program
    .command('run')
    .description('one full run through the functions, on a simulated account')
    .option('--account-file <file>', 'the simulated account')
    .option('--policy <file>', 'the retention policy; acts only if it says mode: enforce')
    .option('--now <time>', 'the scheduled time of the run (ISO 8601 with zone)')
    .option('--db <folder>', 'where the ledger is kept')
    .option('--out <file>', 'write the account as it stands afterwards')
    .option('--json', 'print one JSON document')
    .action(async (options: Parameters<typeof run>[0]) => {
      end(await (await import('./commands/run.ts')).run(options, terminal));
    });
  const policy = program.command('policy').description('the retention policy');
  policy
    .command('check')
    .argument('<file>', 'the policy, in YAML or JSON')
    .description('every problem of a policy, or ok')
    .action(async (file: string) => {
      end((await import('./commands/policy-check.ts')).policyCheck(file, terminal));
    });
}

function addSweep(program: Command, terminal: Terminal, end: (status: number) => void): void {
  program
    .command('sweep')
    .description('begins a sweep of the deployed service by hand, and shows what comes of it')
    .option('--aws', 'the deployed service')
    .option('--stage <name>', 'its stage; default: prod')
    .option('--region <region>', 'the region that it is deployed in')
    .option('--profile <name>', 'the profile of the AWS configuration to use')
    .option('--table <name>', 'its table, where that is not its own')
    .option('--json', 'print one JSON document')
    .action(async (options: Parameters<typeof sweep>[0]) => {
      end(await (await import('./commands/sweep.ts')).sweep(options, terminal));
    });
}

function addSwitch(program: Command, terminal: Terminal, end: (status: number) => void): void {
  withTable(program.command('stop'))
    .description('stops all deletion at once; surveys go on')
    .option('--reason <text>', 'why; it is shown with everything that is held')
    .action(async (options: Parameters<typeof stop>[0]) => {
      end(await (await import('./commands/stop.ts')).stop(options, terminal));
    });
  withTable(program.command('resume'))
    .description('lifts a stop')
    .action(async (options: Parameters<typeof resume>[0]) => {
      end(await (await import('./commands/stop.ts')).resume(options, terminal));
    });
}

function addRestore(program: Command, terminal: Terminal, end: (status: number) => void): void {
  withTable(program.command('restore').argument('<image>'))
    .description('brings a deleted AMI back out of the Recycle Bin, and says what cannot be')
    .option('--no-keep', 'do not tag it imagewarden:keep: the next run judges it like any other')
    .option('--kind <kind>', 'ec2, imagebuilder or appstream')
    .option('--account <id>', 'only this account')
    .option('--region <region>', 'only this region')
    .option('--account-file <file>', 'with --db: the simulated account to restore in')
    .option('--recycle-bin <duration>', 'with --account-file: a rule of that length covered the deletion')
    .option('--now <time>', 'with --account-file: at this moment; default: now')
    .option('--out <file>', 'with --account-file: write the account as it stands afterwards')
    .action(async (image: string, options: Parameters<typeof restore>[1]) => {
      end(await (await import('./commands/restore.ts')).restore(image, options, terminal));
    });
}

const withTable = (command: Command): Command =>
  withWhichLedger(command)
    .option('--by <name>', 'who does it; default: the identity at AWS, or the user of this machine')
    .option('--json', 'print one JSON document');
