/** Bad input: every problem at once on standard error, status 2, nothing on standard output, nothing changed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { startTable } from '../../infra/local/table/start.ts';
import { iso } from '../../shared/domain/time.ts';
import { accountWith, amis } from '../support/amis.ts';
import { command, desk, type Ended } from '../support/command.ts';
import { noon } from '../support/facts.ts';
import { isHarmless, nasty } from '../support/nasty.ts';

const policy = {
  version: 1,
  limits: { perRun: 20, share: '100%' },
  rules: [{ name: 'old', select: {}, retire: { olderThan: '30d' } }],
};
const fiveProblems = {
  version: 2,
  mode: 'maybe',
  limits: { perRun: -1 },
  grace: 'soon',
  rules: [],
};

/** `run` with good input except for what is given. */
function runWith(parts: { account?: unknown; policy?: unknown; now?: string; db?: string } = {}) {
  const files = desk();
  const out = files.write('after.json', 'as before');
  const db = parts.db ?? files.path('db');
  const words = [
    'run',
    '--account-file',
    files.write('account.json', parts.account ?? accountWith(amis(1))),
    '--policy',
    files.write('policy.yml', parts.policy ?? policy),
    '--now',
    parts.now ?? iso(noon),
    '--db',
    db,
    '--out',
    out,
    '--json',
  ];
  return { files, db, run: async () => command(...words) };
}

const lines = ({ err }: Ended): string[] => err.trimEnd().split('\n');

async function expectRefused({ files, db, run }: ReturnType<typeof runWith>): Promise<string[]> {
  const ended = await run();
  expect(ended).toMatchObject({ status: 2, out: '' });
  expect(existsSync(db)).toBe(false);
  expect(files.read('after.json')).toBe('as before');
  expect(ended.err).not.toContain('    at ');
  return lines(ended);
}

describe('run', () => {
  it.each([
    ['that is not JSON', '{ "ec2": ', ['account.json: line 1']],
    ['of the wrong shape', '"hello"', ['account.json: $']],
    ['with an unknown member', { ec2: { Imagez: [] } }, ['"Imagez"']],
    ['with two problems', { ec2: { Imagez: [], Images: [{ ImageId: 5 }] } }, ['ImageId', '"Imagez"']],
  ])('refuses an account file %s', async (_, account, told) => {
    const problems = await expectRefused(runWith({ account }));
    expect(problems).toHaveLength(told.length);
    told.forEach((word, i) => {
      expect(problems[i]).toContain(word);
      expect(problems[i]).toContain('account.json');
    });
  });

  it('tells all five problems of a policy, each with its line', async () => {
    const problems = await expectRefused(runWith({ policy: fiveProblems }));
    expect(problems).toHaveLength(5);
    for (const path of ['version', 'mode', 'limits.share', 'limits.perRun', 'grace'])
      expect(problems.join('\n')).toContain(path);
    for (const problem of problems) expect(problem).toMatch(/policy\.yml:\d+:\d+ /);
  });

  it('tells the problems of account file, policy and time together', async () => {
    const problems = await expectRefused(
      runWith({ account: { nope: 1 }, policy: fiveProblems, now: 'tomorrow' }),
    );
    expect(problems).toHaveLength(7);
    expect(problems[0]).toContain('nope');
    expect(problems.at(-1)).toMatch(/--now tomorrow/);
  });

  it.each(['tomorrow', '2026-13-01T00:00:00Z', '2026-02-30', '2026-11-01T00:00:00', '1793534400000'])(
    'takes %s for no time',
    async (now) => {
      const problems = await expectRefused(runWith({ now }));
      expect(problems).toHaveLength(1);
      expect(problems[0]).toContain(now);
    },
  );

  it('names all missing options at once', async () => {
    const ended = await command('run');
    expect(ended).toMatchObject({ status: 2, out: '' });
    expect(lines(ended).map((line) => line.split(' ')[0])).toEqual([
      '--account-file',
      '--policy',
      '--now',
      '--db',
    ]);
  });

  it('refuses files that are not there, each by its option', async () => {
    const ended = await command('run', '--account-file', 'no.json', '--policy', 'no.yml', '--now', iso(noon));
    expect(ended).toMatchObject({ status: 2, out: '' });
    expect(lines(ended)).toHaveLength(3);
    expect(ended.err).toMatch(/--account-file no\.json: there is no such file/);
    expect(ended.err).toMatch(/--policy no\.yml: there is no such file/);
  });

  it('refuses a ledger folder in whose place a file stands', async () => {
    const { files } = runWith();
    const db = files.write('taken', 'a file');
    const given = runWith({ db });
    const ended = await given.run();
    expect(ended).toMatchObject({ status: 2, out: '' });
    expect(lines(ended)).toHaveLength(1);
    expect(ended.err).toContain(db);
    expect(files.read('taken')).toBe('a file');
    expect(given.files.read('after.json')).toBe('as before');
  });

  it('refuses a folder that holds something else', async () => {
    const { files } = runWith();
    files.write('letter.txt', 'dear');
    const given = runWith({ db: files.dir });
    const before = readdirSync(files.dir).sort();
    expect(await given.run()).toMatchObject({ status: 2, out: '' });
    expect(readdirSync(files.dir).sort()).toEqual(before);
  });

  it('refuses a ledger of a newer format, and leaves it as it is', async () => {
    const given = runWith();
    const first = await startTable({ dir: given.db });
    await first.close();
    const marker = `${given.db}/imagewarden.json`;
    writeFileSync(marker, JSON.stringify({ imagewarden: 'ledger', format: 99 }));
    const changed = statSync(`${given.db}/table`).mtimeMs;
    const ended = await given.run();
    expect(ended).toMatchObject({ status: 2, out: '' });
    expect(ended.err).toMatch(/newer version of imagewarden \(format 99/);
    expect(given.files.read('after.json')).toBe('as before');
    expect(statSync(`${given.db}/table`).mtimeMs).toBe(changed);
  });
});

describe('what somebody hostile gives', () => {
  it('is told in one line each, whatever stands in it, and steers no terminal', async () => {
    for (const text of nasty) {
      const ended = await command(
        ...['run', '--account-file', text, '--policy', text, '--now', text],
        '--out',
        text,
      );
      expect(ended).toMatchObject({ status: 2, out: '' });
      for (const line of lines(ended)) expect(line).toMatch(/^--(account-file|policy|now|db|out) /);
      expect(isHarmless(ended.err)).toBe(true);
    }
  });

  it('is refused as a path that is too long for the system', async () => {
    const long = 'x'.repeat(5_000);
    const given = ['--account-file', long, '--policy', long, '--out', long, '--now', iso(noon), '--db', long];
    const ended = await command('run', ...given);
    expect(ended).toMatchObject({ status: 2, out: '' });
    expect(ended.err).not.toContain('    at ');
  });

  it('is refused as a file that never ends, as soon as it is larger than any policy', async () => {
    const ended = await command('policy', 'check', '/dev/zero');
    expect(ended).toMatchObject({ status: 2, out: '' });
    expect(ended.err).toBe('the policy /dev/zero: is larger than 1 MiB; give a smaller file\n');
  });

  it.each([
    ['open', '['.repeat(200_000)],
    ['closed', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
    [
      'hidden in an image',
      `{"ec2":{"Images":[{"ImageId":"ami-1","x":${'['.repeat(500)}${']'.repeat(500)}}]}}`,
    ],
  ])('is refused as an account file of brackets without end: %s', async (_, account) => {
    expect(await expectRefused(runWith({ account }))).toEqual([
      expect.stringMatching(/account\.json: is nested deeper than 100 levels/),
    ]);
  });
});

describe('the command line', () => {
  it.each([
    [['frobnicate'], 'frobnicate'],
    [['plan', '--frob'], '--frob'],
    [['run', '--frob'], '--frob'],
    [['policy', 'frob'], 'frob'],
    [['history'], 'image'],
    [['plan', '--account-file'], '--account-file'],
  ])('refuses %j', async (words, told) => {
    const ended = await command(...words);
    expect(ended).toMatchObject({ status: 2, out: '' });
    expect(ended.err).toContain(told);
  });

  it('does not choose between a file and a real account', async () => {
    expect(await command('plan', '--policy', 'x')).toMatchObject({ status: 2, out: '' });
    const both = await command('plan', '--aws', '--account-file', 'x', '--policy', 'x');
    expect(both.err).toMatch(/either --account-file/);
  });

  it('answers a good policy with ok, and a bad one with its problems', async () => {
    const { write } = desk();
    expect(await command('policy', 'check', write('good.json', policy))).toMatchObject({
      status: 0,
      out: 'ok\n',
    });
    const bad = await command('policy', 'check', write('bad.json', fiveProblems));
    expect(bad).toMatchObject({ status: 2, out: '' });
    expect(lines(bad)).toHaveLength(5);
  });
});

describe('a question to the ledger', () => {
  const ran = async () => {
    const twins = [
      accountWith(amis(1)),
      { ...accountWith(amis(1).map((image) => ({ ...image, ImageId: 'ami-eu' }))), region: 'eu-west-1' },
    ];
    const given = runWith({ account: twins });
    expect(await given.run()).toMatchObject({ status: 0 });
    return given.db;
  };

  it('about a name that two images bear is answered with the candidates, and when narrowed with one', async () => {
    const db = await ran();
    const ended = await command('history', 'image-of-ami-001', '--db', db, '--json');
    expect(ended).toMatchObject({ status: 2, out: '' });
    expect(ended.err).toContain('ami-001');
    expect(ended.err).toContain('ami-eu');
    expect(ended.err).toContain('eu-west-1');
    const narrowed = await command(
      'history',
      'image-of-ami-001',
      '--db',
      db,
      '--region',
      'eu-west-1',
      '--json',
    );
    expect(narrowed.status).toBe(0);
    expect(JSON.parse(narrowed.out)).toMatchObject({ image: 'ami-eu' });
  });

  it('about an image that is not in it says so', async () => {
    const db = await ran();
    expect(await command('why', 'ami-nowhere', '--db', db)).toMatchObject({ status: 2, out: '' });
  });

  it('from later to earlier is refused, and so is a kind that is none', async () => {
    const db = await ran();
    const span = ['--from', '2026-11-02T00:00:00Z', '--to', '2026-11-01T00:00:00Z'];
    const ended = await command('changes', ...span, '--kind', 'vm', '--db', db);
    expect(ended).toMatchObject({ status: 2, out: '' });
    expect(lines(ended)).toHaveLength(2);
    expect(ended.err).toMatch(/--from .* is later than --to/);
  });

  it('in a folder that is not there is refused, and none is made', async () => {
    const { path } = desk();
    expect(await command('images', '--db', path('nowhere'))).toMatchObject({ status: 2, out: '' });
    expect(existsSync(path('nowhere'))).toBe(false);
  });
});

describe('the process itself', () => {
  const main = new URL('../../functions/cli/main.ts', import.meta.url).pathname;
  const imagewarden = async (...words: string[]): Promise<Ended> => {
    const child = spawn(process.execPath, [main, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return { status: child.exitCode ?? -1, out, err };
  };

  it('ends with 0, with one document on standard output', async () => {
    const { write } = desk();
    const files = ['--account-file', write('a.json', {}), '--policy', write('p.json', policy)];
    const { status, out } = await imagewarden('plan', ...files, '--now', iso(noon), '--json');
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ images: [] });
  });

  it('ends with 2 and nothing on standard output on bad input and on a bad word', async () => {
    const { write } = desk();
    const files = ['--account-file', write('a.json', '{'), '--policy', write('p.json', fiveProblems)];
    const [bad, unknown] = await Promise.all([
      imagewarden('run', ...files, '--now', iso(noon), '--json'),
      imagewarden('frobnicate'),
    ]);
    expect(bad).toMatchObject({ status: 2, out: '' });
    expect(lines(bad)).toHaveLength(7);
    expect(unknown).toMatchObject({ status: 2, out: '' });
  });

  it('ends with 1 on a refusal, and finds a folder that another process has open taken', async () => {
    const { path, write } = desk();
    const account = {
      ...accountWith(amis(1)),
      faults: [{ service: 'ec2', operation: 'DeregisterImage', error: 'UnauthorizedOperation' }],
    };
    const rules = [{ name: 'old', select: {}, keep: { newest: 0 }, retire: { olderThan: '30d' } }];
    const words = [
      'run',
      '--account-file',
      write('a.json', account),
      '--policy',
      write('p.json', { ...policy, mode: 'enforce', rules }),
      '--now',
      iso(noon),
      '--db',
      path('db'),
      '--json',
    ];
    const refused = await imagewarden(...words);
    expect(refused.status).toBe(1);
    expect(JSON.parse(refused.out)).toMatchObject({ images: [{ outcome: 'refused' }] });
    const open = await startTable({ dir: path('db') });
    const taken = await imagewarden(...words);
    await open.close();
    expect(taken).toMatchObject({ status: 2, out: '' });
    expect(lines(taken).filter((line) => !line.startsWith('warning: '))).toEqual([
      expect.stringContaining('open in another process'),
    ]);
  });

  it('ends with 1 when a survey failed for good, and says which; standard output is one document', async () => {
    const { path, read, write } = desk();
    const on = Array.from({ length: 99 }, (_, n) => n + 2);
    const account = {
      ...accountWith(amis(1)),
      faults: [{ service: 'sts', operation: 'GetCallerIdentity', error: 'AccessDenied', on }],
    };
    const files = ['--account-file', write('a.json', account), '--policy', write('p.json', policy)];
    const ledger = ['--now', iso(noon), '--db', path('db'), '--out', path('after.json'), '--json'];
    const { status, out, err } = await imagewarden('run', ...files, ...ledger);
    expect(status).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ images: [] });
    expect(err).toMatch(/survey gave up on .*ec2/);
    expect(read('after.json')).toContain('ami-001');
  });
});
