import type { Report } from '../../model/report.ts';
import type { ViewEntry, ViewName } from '../../model/view.ts';

/** The newest entry of each subject. */
export const newest = <N extends ViewName>(report: Report, view: N): readonly ViewEntry<N>[] => {
  const entries = (report.views[view] ?? []) as readonly ViewEntry<N>[];
  return [...new Map(entries.map((entry) => [entry.subject, entry])).values()];
};
