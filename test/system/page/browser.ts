/** The audit page in a real browser. There is none where this is undefined: CHROMIUM names one in an unusual place. */
import { existsSync } from 'node:fs';
import axe from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';
import { servePage } from '../../../functions/cli/serve-page.ts';
import type { Api } from '../../../functions/history/api/api.ts';

const browsers = [
  process.env['CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
export const executablePath = browsers.find((path) => path !== '' && existsSync(path));
const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'];
const alone = ['--disable-background-networking', '--disable-component-update'];

export const launch = async (): Promise<Browser> =>
  chromium.launch({ executablePath: executablePath ?? '', args: [...quiet, ...alone] });

export type Scheme = 'light' | 'dark';

export interface Visit {
  readonly page: Page;
  readonly url: string;
  /** What the console said, and requests to anywhere else. */
  readonly complaints: readonly string[];
  readonly leave: () => Promise<void>;
}

export async function visit(browser: Browser, api: Api, colorScheme: Scheme, width: number): Promise<Visit> {
  const served = await servePage(api, 0);
  const page = await browser.newPage({ colorScheme, viewport: { width, height: 800 } });
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(served.url) && !request.url().startsWith('data:'))
      complaints.push(request.url());
  });
  const leave = async (): Promise<void> => {
    await page.close();
    await served.close();
  };
  return { page, url: served.url, complaints, leave };
}

/** What hinders somebody on these pages, or sticks out of them to the side. */
export async function hindrancesOn({ page, url }: Visit, paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    await page.goto(url + path);
    found.push(...(await hindrances(page)).map((one) => `${path}: ${one}`));
    const beyond: unknown = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    if (beyond !== 0) found.push(`${path}: ${String(beyond)} pixels stick out`);
  }
  return found;
}

/** What axe finds that is serious or worse. It is put into the page past its policy, as an extension would. */
async function hindrances(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found: unknown = await page.evaluate(
    `axe.run().then(({ violations }) => violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`,
  );
  return Array.isArray(found) ? found.map(String) : ['axe did not answer'];
}
