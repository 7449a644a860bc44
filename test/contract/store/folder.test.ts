import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTable } from '../../../infra/local/table/start.ts';
import { InputFault, NewerFormatFault } from '../../../shared/domain/fault.ts';
import { createLedger } from '../../../shared/store/ledger.ts';
import { aFact, anEntry, anImage, aScope, noon } from '../../support/facts.ts';

const clock = { now: () => noon, sleep: async () => Promise.resolve() };
const ledgerOn = ({ client, name }: Awaited<ReturnType<typeof startTable>>) =>
  createLedger({ client, name, historyDays: 1, clock });

describe('the local table in a folder', () => {
  let root = '';
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'ledger-'));
  });
  afterAll(async () => rm(root, { recursive: true }));

  it('makes its folder, and finds there what it held', async () => {
    const dir = join(root, 'new', 'deep');
    for (const id of ['ami-1', 'ami-2']) {
      const table = await startTable({ dir });
      await ledgerOn(table).write(undefined, anEntry({ after: aFact({ image: anImage({ id }) }) }));
      await table.close();
    }
    const table = await startTable({ dir });
    expect((await ledgerOn(table).standing(aScope)).size).toBe(2);
    await table.close();
  });

  it('is held by one process, and free again when that process is killed', async () => {
    const dir = join(root, 'held');
    const start = new URL('../../../infra/local/table/start.ts', import.meta.url).href;
    const script = `import { startTable } from ${JSON.stringify(start)};
      await startTable({ dir: ${JSON.stringify(dir)} }); process.stdout.write('open');`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script]);
    await once(child.stdout, 'data');

    const refusal = startTable({ dir });
    await expect(refusal).rejects.toThrow(InputFault);
    await expect(refusal).rejects.toThrow(
      `The ledger in ${dir} is open in another process. End that process`,
    );
    child.kill('SIGKILL');
    await once(child, 'exit');
    await (await startTable({ dir })).close();
  });

  it('is held once within a process too', async () => {
    const dir = join(root, 'twice');
    const table = await startTable({ dir });
    await expect(startTable({ dir })).rejects.toThrow(InputFault);
    await table.close();
  });

  it('leaves a folder alone that holds something else', async () => {
    const dir = await mkdtemp(join(root, 'other-'));
    await writeFile(join(dir, 'thesis.txt'), 'x');
    await expect(startTable({ dir })).rejects.toThrow(`The folder ${dir} holds something else than a ledger`);
    expect(await readdir(dir)).toEqual(['thesis.txt']);
  });

  it('says of what is no folder that it cannot be used', async () => {
    const file = join(root, 'file');
    await writeFile(file, 'x');
    await expect(startTable({ dir: file })).rejects.toThrow(`The folder ${file} cannot be used`);
    const below = startTable({ dir: join(file, 'below') });
    await expect(below).rejects.toThrow(InputFault);
    await expect(below).rejects.toThrow('Name a folder that can be written.');
  });

  it('stops before a folder that a newer version made', async () => {
    const dir = await mkdtemp(join(root, 'newer-'));
    await writeFile(join(dir, 'imagewarden.json'), '{"imagewarden":"ledger","format":2}');
    await expect(startTable({ dir })).rejects.toThrow(NewerFormatFault);
    await expect(startTable({ dir })).rejects.toThrow(/Upgrade imagewarden/);
  });

  it('listens on loopback only', async () => {
    const table = await startTable({});
    const { hostname, port } = new URL(table.environment.AWS_ENDPOINT_URL_DYNAMODB);
    expect(hostname).toBe('127.0.0.1');
    const other = createServer().listen(Number(port), '127.0.0.2');
    await once(other, 'listening');
    other.close();
    await table.close();
  });
});
