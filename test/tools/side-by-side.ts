/**
 * Runs npm scripts in rows that go on side by side, the scripts of a row one after the other: `a -- b c` runs a beside
 * b and then c. A row ends with its first failure; the status is 1 if anything failed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const rows = process.argv
  .slice(2)
  .join(' ')
  .split(' -- ')
  .map((row) => row.split(' '));

/** The script that failed, if any did. */
async function failureIn(scripts: readonly string[]): Promise<string | undefined> {
  for (const script of scripts) {
    const child = spawn('npm', ['run', '--silent', script], {
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
    await once(child, 'close');
    if (child.exitCode !== 0) return script;
  }
  return undefined;
}

const failures = (await Promise.all(rows.map(failureIn))).filter((script) => script !== undefined);
if (failures.length > 0) process.stderr.write(`failed: ${failures.join(', ')}\n`);
process.exitCode = failures.length > 0 ? 1 : 0;
