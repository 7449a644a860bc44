/**
 * Runs npm scripts in rows that go on side by side, the scripts of a row one after the other: `a -- b c` runs a beside
 * b and then c. A row ends with its first failure. Output comes row by row; the status is 1 if anything failed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

const rows = process.argv
  .slice(2)
  .join(' ')
  .split(' -- ')
  .map((row) => row.split(' '));

async function runRow(scripts: readonly string[]): Promise<{ failed: boolean; output: string }> {
  let output = '';
  for (const script of scripts) {
    const child = spawn('npm', ['run', '--silent', script], { shell: process.platform === 'win32' });
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    output += out + err;
    if (child.exitCode !== 0) return { failed: true, output: `${output}${script} failed\n` };
  }
  return { failed: false, output };
}

const done = await Promise.all(rows.map(runRow));
for (const { output } of done) process.stdout.write(output);
process.exitCode = done.some(({ failed }) => failed) ? 1 : 0;
