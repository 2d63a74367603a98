import { defineConfig } from 'vitest/config';

/** `npm test`: everything beside the source. Suites that need a browser (e2e) or kill processes (faults) run by themselves. */
export default defineConfig({
  // As in next.config.mjs: the texts of the pages come compiled.
  resolve: { alias: [{ find: /^use-intl\/format-message$/, replacement: 'use-intl/format-message/format-only' }] },
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'drizzle/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'src/testing/faults/**'],
    environment: 'node',
    globalSetup: ['src/testing/global-setup.ts'],
    setupFiles: ['src/testing/class-names.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    server: { deps: { inline: ['use-intl'] } },
    // A test that passes at the second attempt is a finding, not a pass.
    retry: 0,
    restoreMocks: true,
    unstubEnvs: true,
  },
});
