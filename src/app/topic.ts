import { views } from '../generated/view.ts';
import type { ArtifactKind } from '../model/evidence.ts';
import type { ViewName } from '../model/view.ts';
import { everyKind } from './lives.ts';

/** What a command looks at: rule topics (all when absent), the kinds of evidence it takes and reads, and what it shows of them. */
export type Topic = {
  readonly rules?: readonly string[];
  readonly wanted: ReadonlySet<ArtifactKind>;
  readonly views: readonly ViewName[];
};

export const topics = {
  threads: {
    rules: ['threads', 'vthreads', 'pools', 'container'],
    wanted: new Set(['thread-dump', 'process', 'perf-data', 'log', 'pod']),
    views: ['threads'],
  },
  /** Whatever was captured. */
  every: { wanted: everyKind, views: views.map(({ name }) => name) },
} as const satisfies Readonly<Record<string, Topic>>;

export type TopicName = keyof typeof topics;
