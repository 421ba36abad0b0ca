import type { Evidence } from './evidence.ts';
import type { Report } from './report.ts';

export type ViewName = keyof Report['views'];
export type ViewEntry<N extends ViewName = ViewName> = NonNullable<Report['views'][N]>[number];

/** What the report shows of the evidence itself, before any judgement. The default export of one file in facts/view/. */
export type View<N extends ViewName = ViewName> = {
  readonly name: N;
  /** Entries of one subject in time order, the newest last; none where there is no evidence for them. Arrays are capped. */
  readonly entries: (evidence: Evidence, subjectId: string) => readonly ViewEntry<N>[];
};
