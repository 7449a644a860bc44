import { expect, it, vi } from 'vitest';
import { createLogger } from '../../../shared/runtime/logger.ts';
import { isHarmless, nasty } from '../../support/nasty.ts';

/** The line that a logger writes; in development it writes to the console at hand. */
function lineOf(log: (logger: ReturnType<typeof createLogger>) => void): string {
  vi.stubEnv('POWERTOOLS_DEV', 'true');
  const lines: unknown[] = [];
  const spy = vi.spyOn(console, 'error').mockImplementation((line) => void lines.push(line));
  try {
    log(createLogger());
    return String(lines[0]);
  } finally {
    spy.mockRestore();
    vi.unstubAllEnvs();
  }
}

it('writes nothing of what others wrote that steers a terminal', () => {
  const line = lineOf((logger) => {
    logger.error('Message failed', { nasty, error: new Error(nasty.join('')) });
  });
  expect(line).toContain('Message failed');
  expect(line).toContain('<script>');
  expect(isHarmless(line)).toBe(true);
});

it('writes no more than a page of any one text', () => {
  const line = lineOf((logger) => {
    logger.error('Message failed', {
      error: new Error('x'.repeat(10_000_000)),
      text: 'y'.repeat(10_000_000),
    });
  });
  expect(line.length).toBeLessThan(20_000);
});
