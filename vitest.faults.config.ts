import { defineConfig } from 'vitest/config';

/** `npm run test:faults`: processes are killed and disks fill up, so one file at a time and with patience. */
export default defineConfig({
  test: {
    include: ['src/testing/faults/**/*.fault.ts'],
    environment: 'node',
    globalSetup: ['src/testing/global-setup.ts'],
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 120_000,
    retry: 0,
  },
});
