import type { GcEvent, GcMark, GcTally } from '../../model/gc-series.ts';

/** A hostile log has a cause of its own on every line: those after this many are one. */
const maxTallies = 200;
export const otherCauses = '(other causes)';

type Draft = { -readonly [K in keyof GcTally]: GcTally[K] };

/** Exact counts and sums of all events by kind, cause and phase, and of the marks they carry. */
export const tallies = () => {
  const byKey = new Map<string, Draft>();
  const marks: Partial<Record<GcMark, number>> = {};
  let total = 0;

  const draftFor = (event: GcEvent): Draft => {
    const key = `${event.kind}|${event.cause ?? ''}|${event.phase ?? ''}`;
    const known = byKey.get(key);
    if (known !== undefined) return known;
    const overflowKey = `${event.kind}|${otherCauses}`;
    const isOver = byKey.size >= maxTallies;
    const overflow = isOver ? byKey.get(overflowKey) : undefined;
    if (overflow !== undefined) return overflow;
    const draft: Draft = {
      kind: event.kind,
      ...(isOver ? { cause: otherCauses } : event.cause === undefined ? {} : { cause: event.cause }),
      ...(isOver || event.phase === undefined ? {} : { phase: event.phase }),
      count: 0,
      durationMs: 0,
    };
    byKey.set(isOver ? overflowKey : key, draft);
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
      for (const mark of event.marks ?? []) marks[mark] = (marks[mark] ?? 0) + count;
    },
    total: () => total,
    list: (): readonly GcTally[] => [...byKey.values()].map((one) => ({ ...one })),
    marks: (): Readonly<Partial<Record<GcMark, number>>> => ({ ...marks }),
  };
};
