import type { GcEvent, GcMark, GcTally } from '../../model/gc-series.ts';

/** A hostile log has a cause of its own on every line: those after this many are one. */
const maxTallies = 200;
export const otherCauses = '(other causes)';

type Draft = { -readonly [K in keyof GcTally]: GcTally[K] };

/** Exact counts and sums of all events by kind, cause and phase, and of the marks they carry. */
export const tallies = () => {
  const drafts: Draft[] = [];
  const marks: Partial<Record<GcMark, number>> = {};
  let total = 0;

  const find = (kind: string, cause: string | undefined, phase: string | undefined): Draft | undefined => {
    for (const one of drafts) if (one.kind === kind && one.cause === cause && one.phase === phase) return one;
    return undefined;
  };

  const draftFor = (event: GcEvent): Draft => {
    const { kind, cause, phase } = event;
    const known = find(kind, cause, phase);
    if (known !== undefined) return known;
    const isOver = drafts.length >= maxTallies;
    const overflow = isOver ? find(kind, otherCauses, undefined) : undefined;
    if (overflow !== undefined) return overflow;
    const draft: Draft = {
      kind,
      ...(isOver ? { cause: otherCauses } : cause === undefined ? {} : { cause }),
      ...(isOver || phase === undefined ? {} : { phase }),
      count: 0,
      durationMs: 0,
    };
    drafts.push(draft);
    return draft;
  };

  return {
    add: (event: GcEvent): void => {
      const { count = 1, durationMs = 0 } = event;
      const draft = draftFor(event);
      draft.count += count;
      draft.durationMs += durationMs;
      total += count;
      if (count === 1 && !event.derived) draft.longestMs = Math.max(draft.longestMs ?? 0, durationMs);
      if (event.marks === undefined) return;
      for (const mark of event.marks) marks[mark] = (marks[mark] ?? 0) + count;
    },
    total: () => total,
    list: (): readonly GcTally[] => drafts.map((one) => ({ ...one })),
    marks: (): Readonly<Partial<Record<GcMark, number>>> => ({ ...marks }),
  };
};
