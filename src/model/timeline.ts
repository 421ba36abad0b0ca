import type { Source } from './source.ts';

/** What happened, in values: renderers have the words. */
export type TimelineKind =
  | 'jvm-start'
  | 'thread-dump'
  | 'log'
  | 'pod-event'
  | 'container-end'
  | 'full-gc'
  | 'restart'
  | 'condition'
  | 'jvm-end'
  | 'load-start'
  | 'load-end';

export type TimelineEvent = {
  /** RFC 3339 UTC. */
  readonly at: string;
  readonly kind: TimelineKind;
  readonly values: Readonly<Record<string, string | number>>;
  readonly source?: Source;
};

/** What is known to have happened around one subject, in time order. Capped: `total` counts all. */
export type TimelineView = {
  readonly subject: string;
  readonly events: readonly TimelineEvent[];
  readonly total: number;
};
