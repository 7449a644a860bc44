/** What `plan --json` and `run --json` print, to the field. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { parseAccountFile } from '../../infra/local/account/parse.ts';
import { day, iso } from '../../shared/domain/time.ts';
import { accountWith, ami, amis, instanceOf } from '../support/amis.ts';
import { command, desk } from '../support/command.ts';
import { noon } from '../support/facts.ts';
import { appstreamImage } from '../support/streams.ts';

const at = iso(noon);
const policy = {
  version: 1,
  mode: 'enforce',
  limits: { perRun: 20, share: '100%' },
  rules: [{ name: 'old', select: {}, keep: { newest: 0 }, retire: { olderThan: '30d' } }],
};
const account = accountWith([ami('ami-2', 1), ami('ami-1')], {
  ec2: { Instances: [instanceOf('ami-2')] },
  appstream: { Images: [appstreamImage('office', 1)] },
  imagebuilder: {
    imageSummaryList: [
      {
        arn: 'arn:aws:imagebuilder:us-east-1:123456789012:image/web/1.0.0/1',
        name: 'web',
        type: 'AMI',
        state: { status: 'FAILED' },
        dateCreated: iso(noon - 100 * day),
      },
    ],
  },
});

const start = (given: unknown = account, rules: unknown = policy) => {
  const { write, path, read } = desk();
  const files = ['--account-file', write('account.json', given), '--policy', write('policy.json', rules)];
  return {
    path,
    read,
    write,
    plan: async (...more: string[]) => command('plan', ...files, '--now', at, ...more),
    run: async (...more: string[]) => command('run', ...files, '--now', at, '--db', path('db'), ...more),
    runAt: async (now: number, ...more: string[]) =>
      command('run', ...files, '--now', iso(now), '--db', path('db'), ...more),
  };
};

const someText: unknown = expect.any(String);
const someHash: unknown = expect.stringMatching(/^sha256:[0-9a-f]{64}$/);

const parse = (text: string): unknown => JSON.parse(text);

describe('plan --json', () => {
  it('prints exactly these fields, images by kind, account, region, id', async () => {
    const { status, out } = await start(account, { ...policy, mode: 'preview' }).plan('--json');
    expect(status).toBe(0);
    const place = { account: '123456789012', region: 'us-east-1' };
    expect(parse(out)).toEqual({
      now: at,
      mode: 'preview',
      policy: { hash: someHash },
      blindSpots: [],
      images: [
        {
          image: 'office',
          kind: 'appstream',
          ...place,
          name: 'office',
          state: 'available',
          rule: 'old',
          verdict: 'keep',
          dueAt: null,
          reasons: [{ code: 'too-young', detail: someText }],
        },
        {
          image: 'ami-1',
          kind: 'ec2',
          ...place,
          name: 'image-of-ami-1',
          state: 'available',
          rule: 'old',
          verdict: 'retire',
          dueAt: at,
          reasons: [{ code: 'stale', detail: someText }],
        },
        {
          image: 'ami-2',
          kind: 'ec2',
          ...place,
          name: 'image-of-ami-2',
          state: 'available',
          rule: 'old',
          verdict: 'keep',
          dueAt: null,
          // Candidates only: what no listing shows of a young image is not asked.
          reasons: [{ code: 'too-young', detail: someText }],
        },
        {
          image: 'arn:aws:imagebuilder:us-east-1:123456789012:image/web/1.0.0/1',
          kind: 'imagebuilder',
          ...place,
          name: 'web',
          state: 'failed',
          rule: null,
          verdict: 'keep',
          dueAt: null,
          reasons: [{ code: 'no-rule', detail: someText }],
        },
      ],
      totals: { keep: 3, retire: 1 },
    });
  });

  it('sorts the reasons by code and tells each once', async () => {
    const held = ami('ami-1', 1, {
      Public: true,
      DeregistrationProtection: 'enabled',
      Tags: [{ Key: 'imagewarden:keep', Value: '' }],
    });
    const { out } = await start(accountWith([held]), {
      ...policy,
      protect: { names: ['image-*', '*-1'], tags: { 'imagewarden:keep': '*' } },
    }).plan('--json');
    expect(parse(out)).toMatchObject({
      images: [
        {
          reasons: ['deregistration-protected', 'protected-name', 'protected-tag', 'public', 'too-young'].map(
            (code) => ({ code }),
          ),
        },
      ],
    });
  });

  it('tells what it could not see, and ends well all the same', async () => {
    const blind = {
      ...account,
      faults: [{ service: 'appstream', operation: 'DescribeFleets', error: 'AccessDeniedException' }],
    };
    const { status, out } = await start(blind).plan('--json');
    expect(status).toBe(0);
    expect(parse(out)).toMatchObject({
      blindSpots: [
        {
          scope: '123456789012/us-east-1/appstream',
          reading: 'appstream:DescribeFleets',
          error: 'AccessDeniedException',
        },
      ],
    });
  });

  it('looks at every account and region of the file when the policy names none', async () => {
    const places = [
      accountWith([ami('ami-b')]),
      { ...accountWith([ami('ami-a')]), region: 'eu-west-1' },
      { ...accountWith([ami('ami-0')]), account: '999999999999' },
    ];
    const { out } = await start(places).plan('--json');
    expect(parse(out)).toMatchObject({
      images: [
        { image: 'ami-a', account: '123456789012', region: 'eu-west-1' },
        { image: 'ami-b', account: '123456789012', region: 'us-east-1' },
        { image: 'ami-0', account: '999999999999', region: 'us-east-1' },
      ],
    });
  });

  it('is the same for the same files in any order', async () => {
    const one = await start(accountWith(amis(9))).plan('--json');
    const other = await start(accountWith(amis(9).reverse())).plan('--json');
    expect(one.out).toBe(other.out);
  });
});

describe('run --json', () => {
  it('adds the outcome to each line, and to a deleted AMI its snapshots', async () => {
    const { run } = start();
    const { status, out } = await run('--json');
    expect(status).toBe(0);
    const document = parse(out);
    expect(document).toMatchObject({
      mode: 'enforce',
      images: [
        { image: 'office', outcome: 'none' },
        { image: 'ami-1', outcome: 'deleted', snapshots: [{ id: 'snap-1', result: 'success' }] },
        { image: 'ami-2', outcome: 'none' },
        { kind: 'imagebuilder', outcome: 'none' },
      ],
      totals: { keep: 3, retire: 1 },
    });
    const { images } = z.parse(z.object({ images: z.array(z.record(z.string(), z.unknown())) }), document);
    expect(Object.keys(images[0] ?? {}).sort()).toEqual(
      'account dueAt image kind name outcome reasons region rule state verdict'.split(' '),
    );
  });

  it('prints one document and nothing else on standard output, warnings on standard error', async () => {
    const { out, err } = await start(account, {
      ...policy,
      rules: [...policy.rules, ...policy.rules.map((rule) => ({ ...rule, name: 'never' }))],
    }).run('--json');
    expect(() => parse(out)).not.toThrow();
    expect(err).toContain('never');
  });

  it('ends with status 1 on a refusal, which it tells; the document is whole', async () => {
    const refused = {
      ...accountWith(amis(2)),
      faults: [{ service: 'ec2', operation: 'DeregisterImage', error: 'UnauthorizedOperation', on: [1] }],
    };
    const { run } = start(refused);
    const { status, out } = await run('--json');
    expect(status).toBe(1);
    expect(parse(out)).toMatchObject({
      images: [
        { image: 'ami-001', outcome: 'refused' },
        { image: 'ami-002', outcome: 'deleted' },
      ],
    });
  });

  it('ends with status 1 on an answer that never came, and the next run settles it', async () => {
    const unheard = {
      ...accountWith(amis(1)),
      faults: [{ service: 'ec2', operation: 'DeregisterImage', error: 'timeout', on: [1] }],
    };
    const { run, path, write } = start(unheard);
    const { status, out } = await run('--json', '--out', path('after.json'));
    expect(status).toBe(1);
    expect(parse(out)).toMatchObject({ images: [{ image: 'ami-001', outcome: 'unsure' }] });
    const files = ['--account-file', path('after.json'), '--policy', write('p.json', policy)];
    const next = await command('run', ...files, '--now', iso(noon + day), '--db', path('db'), '--json');
    expect(next.status).toBe(0);
    const answer = await command('history', 'ami-001', '--db', path('db'), '--json');
    expect(parse(answer.out)).toMatchObject({ gone: true });
    expect(answer.out).toContain('"event": "deleted"');
  });

  it('ends with status 1 on a blind spot', async () => {
    const blind = {
      ...account,
      faults: [{ service: 'appstream', operation: 'DescribeFleets', error: 'AccessDeniedException' }],
    };
    expect((await start(blind).run('--json')).status).toBe(1);
  });

  it('writes the account as it stands, without faults, as a file that plan reads', async () => {
    const { run, path, write } = start({
      ...accountWith([...amis(2), ami('ami-young', 1)]),
      faults: [{ service: 'ec2', operation: 'DescribeFleets', error: 'throttle', on: [1] }],
    });
    expect((await run('--out', path('after.json'))).status).toBe(0);
    const [after] = parseAccountFile(readFileSync(path('after.json'), 'utf8'));
    expect(after?.faults).toBeUndefined();
    expect(after?.ec2?.Images?.map(({ ImageId }) => ImageId)).toEqual(['ami-young']);
    expect(after?.ec2?.Snapshots?.map(({ SnapshotId }) => SnapshotId)).toEqual(['snap-young']);
    const files = ['--account-file', path('after.json'), '--policy', write('p.json', policy)];
    const { out } = await command('plan', ...files, '--now', at, '--json');
    expect(parse(out)).toMatchObject({ images: [{ image: 'ami-young' }], totals: { keep: 1, retire: 0 } });
  });

  it('goes on from the ledger in the folder: grace ends in a later run', async () => {
    const { runAt } = start(accountWith(amis(1)), { ...policy, grace: '7d' });
    expect(parse((await runAt(noon, '--json')).out)).toMatchObject({ images: [{ outcome: 'held' }] });
    const last = await runAt(noon + 7 * day, '--json');
    expect(parse(last.out)).toMatchObject({ images: [{ outcome: 'deleted', dueAt: iso(noon + 7 * day) }] });
  });
});

describe('the ledger, asked', () => {
  it('tells history, why, images and changes of what ran', async () => {
    const { run, path } = start(accountWith([...amis(1), ami('ami-young', 1)]));
    await run();
    const ask = async (...words: string[]) => {
      const { status, out } = await command(...words, '--db', path('db'), '--json');
      expect(status).toBe(0);
      return parse(out);
    };
    expect(await ask('history', 'ami-001')).toMatchObject({
      image: 'ami-001',
      gone: true,
      entries: [{ event: 'appeared' }, { event: 'intent' }, { event: 'deleted' }],
    });
    expect(await ask('why', 'ami-001')).toMatchObject({
      rule: 'old',
      verdict: 'retire',
      reasons: [{ code: 'stale' }],
      result: { outcome: 'deleted' },
      gone: { how: 'deleted' },
    });
    expect(await ask('why', 'image-of-ami-young')).toMatchObject({ image: 'ami-young', verdict: 'keep' });
    expect(await ask('images')).toMatchObject({ images: [{ image: 'ami-young' }] });
    expect(await ask('images', '--at', iso(noon - 1))).toMatchObject({ images: [] });
    const span = ['--from', at, '--to', iso(noon + 1)];
    expect(await ask('changes', ...span)).toMatchObject({
      changes: [{ event: 'appeared' }, { event: 'intent' }, { event: 'deleted' }, { event: 'appeared' }],
    });
    expect(await ask('changes', '--from', iso(noon - day), '--to', at)).toMatchObject({ changes: [] });
  });
});
