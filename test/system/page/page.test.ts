/** The audit page as any program gets it, without a browser. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAuditApp } from '../../../functions/history/app.ts';
import type { TestService } from '../../support/service.ts';
import { apiOver, hostile, threeDays } from './account.ts';

let service: TestService;
beforeAll(async () => {
  service = await threeDays();
});
afterAll(async () => service.close());

async function get(path: string) {
  const response = await createAuditApp(apiOver(service)).request(path);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const everywhere = ['/', '/overview', '/images', '/plan', '/changes', '/runs', '/image?image=ami-odd'];

describe('every page', () => {
  it.each(everywhere)('%s is small, loads nothing from elsewhere and runs nothing', async (path) => {
    const { status, headers, text } = await get(path);
    expect(status).toBe(200);
    expect(text.length).toBeLessThan(100_000);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('content-security-policy')).not.toContain('script-src');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(text).not.toMatch(/<script|\son\w+=|\sstyle=|(src|href|action)="(https?:)?\/\//i);
  });

  it.each(everywhere)('%s shows names and tags of others as text', async (path) => {
    const { text } = await get(path);
    expect(text).not.toContain('<script>');
    expect(text).not.toContain('\u202e');
    if (path.includes('ami-odd')) {
      expect(text).toContain('&lt;script&gt;');
      expect(text).toContain('\\u202e');
    }
  });

  it.each(['/images', '/plan', '/runs', '/overview', '/image?image=ami-used'])(
    '%s keeps the moment looked at in its links to the others',
    async (path) => {
      const { text } = await get(`${path}${path.includes('?') ? '&' : '?'}at=2026-11-02T12:00`);
      expect(text).toContain('href="plan?at=2026-11-02T12%3A00Z"');
    },
  );
});

describe('an image’s page', () => {
  it('tells who uses it, and that it is kept for that', async () => {
    const { text } = await get('/image?image=ami-used');
    expect(text).toMatch(/<b>in-use<\/b>/);
    expect(text).toContain('instance/i-1');
  });

  it('tells of one that is gone when it went, its snapshots, and the rule that decided', async () => {
    const { text } = await get('/image?image=ami-gone');
    expect(text).toContain('deleted <time datetime="2026-11-02T12:00:00.000Z">');
    expect(text).toMatch(/snap-gone<\/bdi><\/span>\s+success/);
    expect(text).toContain('<dt>Rule</dt><dd><bdi>old</bdi></dd>');
  });

  it('shows it as it stood: still there the day before', async () => {
    const { text } = await get('/image?image=ami-gone&at=2026-11-01T13:00:00Z');
    expect(text).toContain('<dt>State</dt><dd><span class="tag available">available</span></dd>');
  });

  it('says so of a moment before it was known', async () => {
    const { status, text } = await get('/image?image=ami-gone&at=2020-01-01T00:00:00Z');
    expect(status).toBe(200);
    expect(text).toContain('It was not there at this moment');
  });
});

describe('lists', () => {
  const shown = (text: string) => [...text.matchAll(/>(ami-[a-z]+)<\/bdi>/g)].map(([, id]) => id);

  it('hold the images that the filters let through', async () => {
    expect(shown((await get('/images')).text)).toEqual(['ami-due', 'ami-odd', 'ami-used', 'ami-young']);
    expect(shown((await get('/images?reason=in-use&kind=&rule=')).text)).toEqual(['ami-odd', 'ami-used']);
    expect(shown((await get('/images?name=image-of-*y*')).text)).toEqual(['ami-young']);
    expect(shown((await get(`/images?tag=${encodeURIComponent(hostile)}`)).text)).toEqual(['ami-odd']);
  });

  it('hold the images of a moment in the past', async () => {
    const { text } = await get('/images?at=2026-11-01T13:00');
    expect(shown(text).sort()).toEqual(['ami-due', 'ami-gone', 'ami-odd', 'ami-used', 'ami-young']);
  });

  it('name what comes next, and what was to come at a moment', async () => {
    expect(shown((await get('/plan')).text)).toEqual(['ami-due']);
    expect(shown((await get('/plan?at=2026-11-01T13:00')).text)).toEqual(['ami-gone']);
  });

  it('tell what a run did', async () => {
    const { text } = await get('/changes?run=2026-11-02T12:00:00Z');
    expect(text).toContain('<div>deleted</div>');
    expect(new Set(shown(text))).toEqual(new Set(['ami-gone']));
  });
});

describe('what cannot be answered', () => {
  it.each([
    ['/images?at=yesterday', 400, 'this is no time'],
    ['/images?state=wrong&kind=zip', 400, 'there is no such kind'],
    ['/images?what=1', 400, 'there is no such parameter'],
    ['/changes?from=2026-11-02T00:00&to=2026-11-01T00:00', 400, 'is later than'],
    ['/image', 400, 'image is missing'],
    ['/image?image=ami-none', 404, 'is not in the ledger'],
    ['/images?cursor=abc.def', 400, 'not from an answer to this question'],
    [`/images?name=${'x'.repeat(10_000)}`, 400, 'give it at most'],
  ])('%s is answered with what is wrong', async (path, status, told) => {
    const answered = await get(path.slice(0, 12_000));
    expect(answered.status).toBe(status);
    expect(answered.text).toContain(told);
    expect(answered.text.length).toBeLessThan(5_000);
  });
});
