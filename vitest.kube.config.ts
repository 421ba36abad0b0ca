import { defineConfig } from 'vitest/config';

/** The tests that need a cluster, one after the other: they look at the same pods. */
export default defineConfig({
  test: {
    include: ['test/kube-live/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    maxWorkers: 1,
  },
});
