import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    globalSetup: [new URL('package-once.ts', import.meta.url).pathname],
    include: ['test/**/*.test.ts'],
    // Modules hold no state, so tests share one module registry: an order of magnitude faster.
    pool: 'threads',
    isolate: false,
    maxWorkers: '100%',
    // Bundles run as they are.
    server: { deps: { external: [/\.build\/bundles\//] } },
    reporters: ['default', new URL('closing-line.ts', import.meta.url).pathname],
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
