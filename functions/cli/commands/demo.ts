/** `demo`: a sample account lives through ninety days, one sweep a day, all through the functions' own handlers. */
import { readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { accountFileIn, emptyFolder } from '../../../infra/local/demo/folder.ts';
import { createLife } from '../../../infra/local/demo/life.ts';
import { account, days, daysBefore, dayStart, regions, sweepAt } from '../../../infra/local/demo/scene.ts';
import { storyOf } from '../../../infra/local/demo/story.ts';
import { bundleOnce } from '../../../infra/aws/bundled.ts';
import { parsePolicy } from '../../../shared/policy/parse.ts';
import { functionsFromBundles } from '../functions.ts';
import { startLocalService, type LocalService } from '../local-service.ts';
import { createProgress, printDemo, type DemoResult, type Progress } from '../output/demo-text.ts';
import type { Terminal } from '../output/terminal.ts';
import { portOf, showPage } from './page.ts';

export interface DemoSettings {
  /** Ends after the summary; otherwise the audit page is there until it is stopped. */
  readonly once?: boolean;
  readonly port?: string;
  readonly dir?: string;
  readonly days?: number;
  readonly apart?: boolean;
  /** Whether standard error shows a progress bar; otherwise a line now and then. */
  readonly bar?: boolean;
  /** Told once the account stands, before the first sweep. */
  readonly begun?: (service: LocalService) => void;
}

const policyFile = fileURLToPath(new URL('../../../infra/local/demo/policy.yml', import.meta.url));

export async function demo(settings: DemoSettings, terminal: Terminal): Promise<number> {
  const { dir = '.imagewarden/demo', bar = process.stderr.isTTY } = settings;
  const port = portOf(settings.port);
  const { policy } = parsePolicy(readFileSync(policyFile, 'utf8'), policyFile);
  await emptyFolder(dir);
  const accounts = regions.map((region) => ({ account, region }));
  const service = await startLocalService({
    accounts,
    policy,
    now: dayStart(-daysBefore),
    dir,
    apart: settings.apart ?? true,
    functions: await functionsFromBundles(await bundleOnce()),
  });
  const progress = createProgress(settings.days ?? days, bar, terminal);
  try {
    const result = await liveThrough(service, settings, dir, progress);
    progress.end();
    printDemo(result, terminal);
    for (const failure of service.failures()) terminal.err(failure);
    if (settings.once !== true) await showPage(service.archive, port, terminal);
    return service.failures().length === 0 ? 0 : 1;
  } finally {
    progress.end();
    await service.close();
  }
}

async function liveThrough(
  service: LocalService,
  { days: wanted = days, begun }: DemoSettings,
  dir: string,
  progress: Progress,
): Promise<DemoResult> {
  const { simulator, archive, scopes, clock, bus } = service;
  const life = createLife(simulator, clock);
  begun?.(service);
  for (let number = 1; number <= wanted; number++) {
    life.live(number);
    life.news.send((event) => bus.publish(event).length > 0);
    await bus.drain();
    await service.fire(sweepAt(number));
    life.close(number);
    progress.step(number, life.images(), life.deleted());
  }
  writeFileSync(accountFileIn(dir), `${JSON.stringify(simulator.accountFiles(), null, 2)}\n`);
  return {
    story: await storyOf(archive, scopes, wanted, life.news.told().failed),
    quota: life.quotaDays(),
    news: life.news.told(),
    calls: simulator.calls(),
    dir,
    accountFile: accountFileIn(dir),
    policyFile: relative('.', policyFile),
  };
}
