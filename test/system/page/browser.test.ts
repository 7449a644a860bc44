/** The audit page in a real browser. Skipped where there is none: CHROMIUM names one in an unusual place. */
import { existsSync } from 'node:fs';
import axe from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { servePage } from '../../../functions/cli/serve-page.ts';
import type { TestService } from '../../support/service.ts';
import { apiOver, threeDays } from './account.ts';

const browsers = [
  process.env['CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const executablePath = browsers.find((path) => path !== '' && existsSync(path));
const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'];
const alone = ['--disable-background-networking', '--disable-component-update'];

describe.skipIf(executablePath === undefined)('in Chromium', () => {
  let browser: Browser;
  let service: TestService;
  beforeAll(async () => {
    service = await threeDays();
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: [...quiet, ...alone] });
  });
  afterAll(async () => {
    await browser.close();
    await service.close();
  });

  async function visit(colorScheme: 'light' | 'dark', width: number) {
    const served = await servePage(apiOver(service), 0);
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

  it('one filters, opens an image, moves the moment and reads why', async () => {
    const { page, url, complaints, leave } = await visit('light', 1440);
    await page.goto(url);
    await page.getByRole('navigation').getByRole('link', { name: 'Images' }).click();
    await page.getByLabel('Reason').selectOption('in-use');
    await page.getByRole('button', { name: 'Filter' }).click();
    await page.getByRole('link', { name: 'ami-used' }).click();
    expect(await page.locator('dl').innerText()).toContain('instance/i-1');
    await page.goto(`${url}image?image=ami-gone`);
    expect(await page.locator('dl').innerText()).toContain('gone, deleted 2026-11-02 12:00 UTC');
    await page.getByLabel('As of (UTC)').fill('2026-11-01T13:00:00');
    await page.getByRole('button', { name: 'Show' }).click();
    expect(await page.locator('dl').innerText()).toContain('available');
    expect(await page.getByRole('main').innerText()).toContain('showing 2026-11-01 13:00 UTC');
    expect(complaints).toEqual([]);
    await leave();
  });

  it.each([
    ['light', 1440],
    ['dark', 360],
  ] as const)('nothing hinders anybody and nothing sticks out: %s, %i pixels wide', async (scheme, width) => {
    const { page, url, complaints, leave } = await visit(scheme, width);
    for (const path of ['overview', 'images', 'image?image=ami-used', 'plan', 'changes', 'runs']) {
      await page.goto(url + path);
      expect(await hindrances(page), path).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), path).toBe(0);
    }
    expect(complaints).toEqual([]);
    await leave();
  });
});

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
