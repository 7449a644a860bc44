/** The audit page of a small account in a real browser. Skipped where there is none. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestService } from '../../support/service.ts';
import { apiOver, threeDays } from './account.ts';
import { executablePath, hindrancesOn, launch, visit } from './browser.ts';

describe.skipIf(executablePath === undefined)('in Chromium', () => {
  let browser: Browser;
  let service: TestService;
  beforeAll(async () => {
    service = await threeDays();
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
    await service.close();
  });

  it('one filters, opens an image, moves the moment and reads why', async () => {
    const { page, url, complaints, leave } = await visit(browser, apiOver(service), 'light', 1440);
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

  it('nothing hinders anybody and nothing sticks out, in the dark and 360 pixels wide', async () => {
    const visited = await visit(browser, apiOver(service), 'dark', 360);
    const paths = ['overview', 'images', 'image?image=ami-used', 'plan', 'changes', 'runs'];
    expect(await hindrancesOn(visited, paths)).toEqual([]);
    expect(visited.complaints).toEqual([]);
    await visited.leave();
  });
});
