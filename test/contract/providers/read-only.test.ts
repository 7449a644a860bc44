/** Looking changes nothing: only the actors can, and no more than they need. */
import { readFile } from 'node:fs/promises';
import { glob } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { accountWith, amis } from '../../support/amis.ts';
import { aPolicy } from '../../support/policies.ts';
import { simulate } from '../../support/simulated.ts';
import { richAccount } from './rich.ts';

const root = new URL('../../..', import.meta.url);

const operationsIn = (source: string): string[] =>
  [...source.matchAll(/\b([A-Z]\w+)Command\b/g)].map(([, operation = '']) => operation);

async function operationsByFile(): Promise<Map<string, string[]>> {
  const files = new Map<string, string[]>();
  for await (const file of glob('{shared,functions}/**/*.ts', { cwd: root }))
    files.set(file, [...new Set(operationsIn(await readFile(new URL(file, root), 'utf8')))].sort());
  return files;
}

const reads = /^(Describe|List|Get|AssumeRole$)/;

describe('a plan', () => {
  it.each([
    ['listing builds at once', {}, {}],
    ['listing builds by version', { buildsListedWithoutVersion: false }, {}],
    ['though reports on use by others are missing', {}, { readings: { usageReports: true } }],
  ])('makes no call but to describe, list, get and assume a role, %s', async (_, switches, rules) => {
    const role = 'arn:aws:iam::210987654321:role/imagewarden';
    const policy = aPolicy({
      mode: 'enforce',
      ...rules,
      targets: [{ regions: ['us-east-1'], accounts: ['self', { id: '210987654321', role }] }],
    });
    const other = { account: '210987654321', ...accountWith(amis(2)) };
    const { plan, calls, simulator } = await simulate([richAccount, other], { policy, switches });
    const before = JSON.stringify(simulator.accountFiles());
    expect((await plan()).totals.retire).toBeGreaterThan(2);
    expect(calls.map(({ operation }) => operation).filter((operation) => !reads.test(operation))).toEqual([]);
    expect(calls.map(({ operation }) => operation)).toContain('AssumeRole');
    expect(JSON.stringify(simulator.accountFiles())).toBe(before);
  });
});

describe('the code', () => {
  it("names a command that changes an image or a snapshot in the providers' actors, and in what brings images back or has reports made", async () => {
    const changing = [...(await operationsByFile())].flatMap(([file, operations]) =>
      operations
        .filter((name) =>
          /^(Deregister|DeleteImage|DeleteSnapshot|Disable|Enable|Modify|StartResource|Create|Cancel|Restore)/.test(
            name,
          ),
        )
        .map((name) => `${file}: ${name}`),
    );
    expect(changing.sort()).toEqual([
      'shared/providers/appstream/actor.ts: DeleteImage',
      'shared/providers/ec2/actor.ts: DeleteSnapshot',
      'shared/providers/ec2/actor.ts: DeregisterImage',
      'shared/providers/ec2/restorer.ts: CreateTags',
      'shared/providers/ec2/restorer.ts: EnableImageDeprecation',
      'shared/providers/ec2/restorer.ts: RestoreImageFromRecycleBin',
      'shared/providers/ec2/restorer.ts: RestoreSnapshotFromRecycleBin',
      'shared/providers/ec2/usage-report-request.ts: CreateImageUsageReport',
      'shared/providers/imagebuilder/actor.ts: DeleteImage',
    ]);
  });

  it('reads AWS with commands that only read', async () => {
    const files = [...(await operationsByFile())].filter(
      ([file]) =>
        file.startsWith('shared/providers/') && !/\/(actor|restorer|usage-report-request)\.ts$/.test(file),
    );
    const named = files.flatMap(([, operations]) => operations);
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((operation) => !reads.test(operation))).toEqual([]);
  });
});
