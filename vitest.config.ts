import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** They take longest. Begun last, one of them would keep one core busy while the other has nothing left to do. */
const slowest = [
  '/captures/part-1.test.ts',
  '/captures/part-2.test.ts',
  '/captures/part-3.test.ts',
  '/captures/part-4.test.ts',
  '/docs.test.ts',
  '/cli/contract.test.ts',
  '/live/record.test.ts',
];

class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const index = slowest.findIndex((ending) => moduleId.endsWith(ending));
      return index < 0 ? slowest.length : index;
    };
    return [...(await super.sort(files))].sort((a, b) => rank(a) - rank(b));
  }
}

/** These change nothing of their process: one after the other may use the modules that are loaded. That halves what they cost. */
const sharing = ['captures', 'engine', 'facts', 'model', 'parse', 'probe', 'report', 'target'].map(
  (part) => `test/${part}/**/*.test.ts`,
);

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    sequence: { sequencer: SlowestFirst },
    projects: [
      { extends: true, test: { name: 'sharing', include: sharing, isolate: false } },
      {
        extends: true,
        test: {
          name: 'alone',
          include: ['test/**/*.test.ts'],
          // These need a cluster: npm run test:kube.
          exclude: ['test/kube-live/**', '**/node_modules/**', ...sharing],
        },
      },
    ],
  },
});
