import { views } from '../generated/view.ts';
import type { ArtifactKind } from '../model/evidence.ts';
import type { ViewName } from '../model/view.ts';
import { everyKind } from './lives.ts';

/** What a command looks at: rule topics (all when absent), the kinds of evidence it reads, and what it shows of them. */
export type Topic = {
  readonly rules?: readonly string[];
  readonly wanted: ReadonlySet<ArtifactKind>;
  /** What it takes of a running JVM, where that is less. */
  readonly taken?: ReadonlySet<ArtifactKind>;
  readonly views: readonly ViewName[];
  /** On a terminal the findings count, not the views. */
  readonly brief?: boolean;
};

const every = views.map(({ name }) => name);
const harmless: ReadonlySet<ArtifactKind> = new Set([...everyKind].filter((kind) => kind !== 'heap-dump'));

export const topics = {
  threads: {
    rules: ['threads', 'vthreads', 'pools', 'container'],
    wanted: new Set(['thread-dump', 'process', 'perf-data', 'log', 'metrics', 'pod', 'crash-report', 'native-memory']),
    views: ['pods', 'threads'],
  },
  heap: {
    rules: ['heap'],
    wanted: new Set(['histogram', 'heap-dump', 'perf-data', 'log', 'crash-report', 'native-memory']),
    views: ['heap', 'nativeMemory'],
  },
  gc: { rules: ['gc'], wanted: new Set(['gc-counters', 'gc-log', 'process', 'pod']), views: ['gc'] },
  /** All that a running JVM can tell without harm: a heap dump is asked for by name. */
  diagnose: { wanted: everyKind, taken: harmless, views: every, brief: true },
  /** Whatever was captured. */
  every: { wanted: everyKind, views: every },
} as const satisfies Readonly<Record<string, Topic>>;

export type TopicName = keyof typeof topics;
