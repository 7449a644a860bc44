import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demo } from '../../functions/cli/commands/demo.ts';
import type { LocalService } from '../../functions/cli/local-service.ts';
import type { Api } from '../../functions/history/api/api.ts';
import { isRecord } from '../../infra/local/account/wire.ts';
import type { Call } from '../../infra/local/aws/call.ts';
import type { World } from '../../infra/local/aws/world/world.ts';
import { account, regions, sweepAt } from '../../infra/local/demo/scene.ts';
import { startTable, type LocalTable } from '../../infra/local/table/start.ts';
import { createVirtualClock } from '../../infra/local/virtual-clock.ts';
import { InputFault } from '../../shared/domain/fault.ts';
import type { Entry, Fact, Run } from '../../shared/domain/history.ts';
import { scopeId } from '../../shared/domain/image.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { createArchive } from '../../shared/store/archive.ts';
import { command } from '../support/command.ts';
import { apiOver } from './page/account.ts';
import { executablePath, hindrancesOn, launch, visit } from './page/browser.ts';

/** Long enough for the backlog, the blind day, the refusing day, and the image that somebody removes. */
const days = 30;
const blindDay = 21;
const refusingDay = 27;
const home = `${account}/us-east-1/ec2`;
const away = `${account}/eu-west-1/ec2`;

interface Deletion {
  readonly id: string;
  /** What needed the image at that very moment. */
  readonly users: readonly string[];
  /** Whether the ledger held the open intent. */
  readonly announced: boolean;
}

interface Lived {
  readonly status: number;
  readonly out: string;
  readonly err: string;
  readonly deletions: readonly Deletion[];
  readonly worlds: readonly World[];
  readonly most: number;
}

/** The demo in this process, watched at every call that deletes. */
async function live(dir: string, length: number): Promise<Lived> {
  const [out, err]: [string[], string[]] = [[], []];
  const terminal = {
    out: (text: string) => void out.push(text),
    err: (text: string) => void err.push(text),
    paint: (_: unknown, text: string) => text,
    isTerminal: false,
    columns: 80,
  };
  const deletions: Deletion[] = [];
  const watched = { most: 0, worlds: Array<World>() };
  const begun = (service: LocalService): void => {
    watched.worlds = regions.map((region) => service.simulator.world(account, region));
    service.simulator.onCall(async (call) => {
      watched.most = Math.max(watched.most, watched.worlds[0]!.appstream.images.all().length);
      if (/^(Delete|Deregister)/.test(call.operation))
        deletions.push(await seen(call, service, watched.worlds));
    });
  };
  const status = await demo({ once: true, apart: false, dir, days: length, bar: false, begun }, terminal);
  return { status, out: out.join('\n'), err: err.join('\n'), deletions, ...watched };
}

async function seen(
  call: Call,
  { archive, scopes }: LocalService,
  worlds: readonly World[],
): Promise<Deletion> {
  const id = idIn(call.input);
  const bearers = await Promise.all(scopes.map(async (scope) => archive.bearers(scope, id)));
  const known = bearers.flat().find(({ latest }) => latest.after.gone === undefined);
  return {
    id,
    users: worlds.flatMap((world) => usersOf(id, world)),
    announced: known?.latest.after.intent !== undefined,
  };
}

const idIn = (input: unknown): string => {
  const ids = isRecord(input) ? [input.ImageId, input.imageBuildVersionArn, input.Name] : [];
  return ids.find((id) => typeof id === 'string') ?? '';
};

/** By the world alone, without any of the service's own readings. */
const usersOf = (id: string, { ec2, autoscaling, appstream }: World): string[] => [
  ...ec2.instances.all().flatMap((one) => (one.ImageId === id ? [`instance ${one.InstanceId}`] : [])),
  ...ec2.templateVersions
    .all()
    .flatMap((one) => (one.LaunchTemplateData?.ImageId === id ? [`template ${one.LaunchTemplateId}`] : [])),
  ...autoscaling.launchConfigurations.all().flatMap((one) => (one.ImageId === id ? ['configuration'] : [])),
  ...appstream.fleets.all().flatMap((one) => (one.ImageName === id ? [`fleet ${one.Name}`] : [])),
  ...appstream.imageBuilders
    .all()
    .flatMap((one) => (one.ImageArn?.endsWith(`:image/${id}`) === true ? [`builder ${one.Name}`] : [])),
  ...ec2.images
    .all()
    .flatMap((one) =>
      one.Tags?.some(({ Key, Value }) => Key === 'Ec2ImageBuilderArn' && Value === id) === true
        ? [`output ${one.ImageId}`]
        : [],
    ),
];

interface Told {
  readonly entries: readonly Entry[];
  readonly standing: readonly Fact[];
  readonly runs: readonly Run[];
}

/** What the ledger that lies in the folder says. */
async function told(dir: string, until: number): Promise<Told> {
  const { client, name, close } = await startTable({ dir });
  const archive = createArchive({ client, name, clock: { ...systemClock, now: () => 0 } });
  const scopes = (await archive.scopes()).toSorted((a, b) => (scopeId(a) < scopeId(b) ? -1 : 1));
  const end = sweepAt(until + 1) - 1;
  const all = async <T>(read: (scope: (typeof scopes)[number]) => Promise<readonly T[]>): Promise<T[]> =>
    (await Promise.all(scopes.map(read))).flat();
  const answer = {
    entries: await all(async (scope) => archive.between(scope, 0, end)),
    standing: (await all(async (scope) => [...(await archive.standing(scope)).values()])).map(
      ({ latest }) => latest.after,
    ),
    runs: await all(async (scope) => archive.runs(scope, 0, end)),
  };
  await close();
  return answer;
}

const root = mkdtempSync(join(tmpdir(), 'imagewarden-demo-'));
const dir = join(root, 'demo');
let lived: Lived;
let ledger: Told;

beforeAll(async () => {
  lived = await live(dir, days);
  ledger = await told(dir, days);
}, 120_000);
afterAll(() => {
  rmSync(root, { recursive: true });
});

const named = (name: string): Fact | undefined => ledger.standing.find(({ image }) => image.name === name);
const codesOf = (fact: Fact | undefined): string[] => (fact?.decision.reasons ?? []).map(({ code }) => code);
const ofDay = (number: number, scope: string): Entry[] =>
  ledger.entries.filter(({ run, after }) => run === sweepAt(number) && scopeId(after.image) === scope);

describe('the demo', () => {
  it('starts with some two hundred images and has far fewer in the end', () => {
    const first = ledger.runs
      .filter(({ at }) => at === sweepAt(1))
      .reduce((sum, { owned }) => sum + owned, 0);
    expect(lived.status).toBe(0);
    expect(first).toBeGreaterThan(180);
    expect(ledger.standing.length).toBeLessThan(first / 2);
  });

  it('deletes nothing that anything needs at that moment', () => {
    expect(lived.deletions.length).toBeGreaterThan(100);
    expect(lived.deletions.filter(({ users }) => users.length > 0)).toEqual([]);
  });

  it('announces every deletion in the ledger before it asks AWS, and asks for every one that it announced', () => {
    expect(lived.deletions.filter(({ announced }) => !announced)).toEqual([]);
    const intents = ledger.entries.filter(({ event }) => event === 'intent');
    expect(intents.map(({ after }) => after.image.id).toSorted()).toEqual(
      lived.deletions.map(({ id }) => id).toSorted(),
    );
  });

  it('has a receipt for every deletion asked for, and the image is gone exactly if the receipt says so', () => {
    const receipts = ledger.entries.filter(({ event }) => event === 'deleted' || event === 'refused');
    expect(receipts.map(({ after }) => after.image.id).toSorted()).toEqual(
      lived.deletions.map(({ id }) => id).toSorted(),
    );
    const here = new Set(
      lived.worlds.flatMap(({ ec2, imagebuilder, appstream }) => [
        ...ec2.images.all().map(({ ImageId }) => ImageId),
        ...imagebuilder.summaries.all().map(({ arn }) => arn),
        ...appstream.images.all().map(({ Name }) => Name),
      ]),
    );
    expect(ledger.standing.map(({ image }) => image.id).toSorted()).toEqual([...here].toSorted());
  });

  it.each([
    ['vault-3.1', 'deregistration-protected'],
    ['erp-3.1', 'protected-tag'],
    ['partner-agent-3.1', 'shared'],
    ['loadtest-3.1', 'recently-launched'],
    ['ml-train-8', 'in-use'],
  ])('keeps %s: %s', (name, code) => {
    expect(codesOf(named(name))).toContain(code);
  });

  it('keeps the old image that one group pins', () => {
    const pinned = ledger.standing.filter(({ users }) =>
      users.some((user) => user.includes('reports-nightly')),
    );
    expect(pinned.map(({ decision }) => decision.verdict)).toEqual(['keep']);
    expect(codesOf(pinned[0])).toEqual(['in-use']);
  });

  it('spares the snapshot that another image is on', () => {
    const gone = ledger.entries.find(
      ({ event, after }) => event === 'deleted' && after.image.name === 'ml-train-7',
    );
    expect(gone?.after.result?.snapshots?.map(({ result }) => result)).toEqual(['success', 'skipped']);
  });

  it('retires nothing where it could not read who uses what, and says so', () => {
    const blind = ledger.runs.filter(({ blindSpots }) => blindSpots.length > 0);
    expect(blind.map(({ at, scope }) => [at, scopeId(scope)])).toEqual([[sweepAt(blindDay), home]]);
    expect(ofDay(blindDay, home).filter(({ event }) => event === 'intent')).toEqual([]);
    expect(ofDay(blindDay + 1, home).filter(({ event }) => event === 'deleted')).not.toEqual([]);
    expect(lived.out).toContain('ec2:DescribeLaunchTemplateVersions: UnauthorizedOperation');
  });

  it('records what AWS refuses, and deletes it the day after', () => {
    const refused = ofDay(refusingDay, away).filter(({ event }) => event === 'refused');
    const deleted = ofDay(refusingDay + 1, away).filter(({ event }) => event === 'deleted');
    expect(refused).not.toEqual([]);
    expect(deleted.map(({ after }) => after.image.id)).toEqual(
      expect.arrayContaining(refused.map(({ after }) => after.image.id)),
    );
  });

  it('notices the image that somebody removed', () => {
    const vanished = ledger.entries.filter(({ event }) => event === 'vanished');
    expect(new Set(vanished.map(({ after }) => after.image.name))).toEqual(new Set(['scratch-1.0']));
    expect(vanished.at(-1)?.after.gone?.by).toBe(`arn:aws:iam::${account}:user/kim`);
  });

  it('has every failed build in the ledger seconds after its event, and keeps foreign events out', () => {
    const [, heard, failed, seconds] =
      /(\d+) of (\d+) failed builds in the ledger within (\d+) s/.exec(lived.out) ?? [];
    const [, sent, foreign] = /events +(\d+) sent, (\d+) of them foreign/.exec(lived.out) ?? [];
    expect(Number(failed)).toBeGreaterThan(1);
    expect(heard).toBe(failed);
    expect(Number(seconds)).toBeLessThan(60);
    expect(Number(foreign)).toBeGreaterThan(20);
    expect(Number(sent)).toBeGreaterThan(Number(foreign) * 2);
  });

  it('has a full AppStream quota at first, and room later', () => {
    expect(lived.most).toBe(10);
    expect(lived.worlds[0]!.appstream.images.all().length).toBeLessThan(10);
    expect(lived.out).toMatch(/the sweep of day 4 made room/);
  });

  it('cleans up the failed builds that left nothing behind', () => {
    const old = ledger.standing.filter(
      ({ image, decision }) =>
        decision.rule === 'failed-builds' && (image.createdAt ?? 0) < sweepAt(days) - 8 * 86_400_000,
    );
    expect(old.flatMap((fact) => (codesOf(fact).includes('outputs-exist') ? [] : [fact.image.id]))).toEqual(
      [],
    );
    expect(lived.out).toMatch(/failed-builds +failed +\d/);
  });

  it('prints a summary that fits 80 columns, and commands that work', async () => {
    const lines = lived.out.split('\n');
    const commands = lines.filter((line) => line.startsWith('npm start -- '));
    const long = lines.filter(
      (line) => line.length > 80 && !line.startsWith('npm start') && !line.includes(dir),
    );
    expect(long).toEqual([]);
    expect(commands.length).toBe(10);
    const answers: [string, number][] = [];
    for (const line of commands) {
      const { status, out } = await command(...line.split(' ').slice(3));
      answers.push([line, out === '' ? 99 : status]);
    }
    expect(answers.filter(([, status]) => status !== 0)).toEqual([]);
  });

  it('answers why for a kept and a retired image of each kind', async () => {
    const asked = lived.out.split('\n').filter((line) => line.startsWith('npm start -- why '));
    expect(asked.length).toBe(6);
    for (const [i, line] of asked.entries()) {
      const { out } = await command(...line.split(' ').slice(3), '--json');
      const answer: unknown = JSON.parse(out);
      const kept = i % 2 === 0;
      expect(answer).toHaveProperty('verdict', kept ? 'keep' : 'retire');
      expect(answer).toHaveProperty('reasons.0.code');
      expect(isRecord(answer) && answer.gone === null).toBe(kept);
    }
  });

  it('counts what it tells from the ledger', () => {
    const deleted = ledger.entries.filter(({ event }) => event === 'deleted');
    const freed = deleted.flatMap(({ after: { image, result } }) =>
      (result?.snapshots ?? [])
        .filter((one) => one.result === 'success')
        .map(({ id }) => image.snapshots?.find((one) => one.id === id)?.gib ?? 0),
    );
    expect(lived.out).toContain(`Retired: ${deleted.length} images`);
    expect(lived.out).toContain(`${freed.length} deleted, 1 spared`);
    expect(lived.out).toContain(`${freed.reduce((sum, gib) => sum + gib, 0)} GiB`);
    expect(lived.out).toContain(`of which ${lived.deletions.length} asked for a deletion`);
    expect(lived.err).toContain(
      `day ${days} of ${days}: ${ledger.standing.length} images, ${deleted.length} deleted`,
    );
  });

  it('tells the same story every time, and starts afresh in its own folder', async () => {
    const again = join(root, 'again');
    await live(again, 1);
    await live(again, 2);
    expect((await told(again, 2)).entries).toEqual(ledger.entries.filter(({ run }) => run <= sweepAt(2)));
  });
});

describe.skipIf(executablePath === undefined)('the demo’s page in Chromium', () => {
  let browser: Browser;
  let table: LocalTable;
  let api: Api;
  beforeAll(async () => {
    browser = await launch();
    table = await startTable({ dir });
    const clock = createVirtualClock(sweepAt(days));
    api = apiOver({ archive: createArchive({ ...table, clock }), clock });
  });
  afterAll(async () => {
    await browser.close();
    await table.close();
  });

  it('lets one filter, open an image, read why it is kept, and see it as it was', async () => {
    const { page, url, complaints, leave } = await visit(browser, api, 'light', 1440);
    const main = page.getByRole('main');
    await page.goto(url);
    await page.getByRole('navigation').getByRole('link', { name: 'Images' }).click();
    await page.getByLabel('Reason').selectOption('in-use');
    await page.getByRole('button', { name: 'Filter' }).click();
    const pinned = ledger.standing.find(({ users }) =>
      users.some((user) => user.includes('reports-nightly')),
    );
    await page.getByRole('link', { name: pinned!.image.id, exact: true }).click();
    expect(await main.innerText()).toContain('reports-nightly');
    const deleted = ledger.entries.find(({ event }) => event === 'deleted')!;
    const { id, kind, account: owner, region } = deleted.after.image;
    await page.goto(
      `${url}image?${new URLSearchParams({ image: id, kind, account: owner, region }).toString()}`,
    );
    expect(await page.locator('dl').innerText()).toContain('gone, deleted');
    await page.getByLabel('As of (UTC)').fill(new Date(deleted.at - 1000).toISOString().slice(0, 19));
    await page.getByRole('button', { name: 'Show' }).click();
    expect(await page.locator('dl').innerText()).toContain(deleted.after.decision.rule!);
    expect(await page.locator('dl').innerText()).not.toContain('gone');
    expect(complaints).toEqual([]);
    await leave();
  });

  it('hinders nobody, and nothing sticks out', async () => {
    const visited = await visit(browser, api, 'light', 1440);
    const { id, kind, account: owner, region } = ledger.standing[0]!.image;
    const image = new URLSearchParams({ image: id, kind, account: owner, region }).toString();
    const paths = ['overview', 'images', `image?${image}`, 'plan', 'changes', 'runs'];
    expect(await hindrancesOn(visited, paths)).toEqual([]);
    expect(visited.complaints).toEqual([]);
    await visited.leave();
  });
});

describe('the folder of the demo', () => {
  it('is left alone where another ledger, or anything else, is in it', async () => {
    const other = join(root, 'other');
    await (await startTable({ dir: other })).close();
    const files = join(root, 'files');
    mkdirSync(files);
    writeFileSync(join(files, 'diary.txt'), 'mine');
    for (const taken of [other, files]) {
      const before = readdirSync(taken).toSorted();
      await expect(live(taken, 1)).rejects.toThrow(InputFault);
      expect(readdirSync(taken).toSorted()).toEqual(before);
    }
  });

  it('is one clear message while another process has it open', async () => {
    const table = await startTable({ dir });
    const thrown = await live(dir, 1).catch((error: unknown) => error);
    await table.close();
    expect(thrown).toBeInstanceOf(InputFault);
    expect(String(thrown)).toMatch(/is open in another process/);
  });
});
