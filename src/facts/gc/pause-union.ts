/** Pauses that may still overlap a further one: JDK 11 logs a Pause Full inside of a Pause Young. */
const remembered = 16;

type Stretch = { readonly fromMs: number; readonly toMs: number };

const without = (part: Stretch, seen: Stretch): readonly Stretch[] =>
  [
    { fromMs: part.fromMs, toMs: Math.min(part.toMs, seen.fromMs) },
    { fromMs: Math.max(part.fromMs, seen.toMs), toMs: part.toMs },
  ].filter(({ fromMs, toMs }) => toMs > fromMs);

/** Hands `add` of each pause what no earlier one covered: all of that adds up to the union of all pauses. */
export const pauseUnion = (add: (fromMs: number, toMs: number) => void): ((fromMs: number, toMs: number) => void) => {
  /** The newest pauses, in a ring. */
  const starts = new Float64Array(remembered).fill(Number.POSITIVE_INFINITY);
  const ends = new Float64Array(remembered).fill(Number.NEGATIVE_INFINITY);
  const latest = { endMs: Number.NEGATIVE_INFINITY, at: 0 };

  /** Also where one lies in the middle of it: both ends are left. */
  const inParts = (fromMs: number, toMs: number): void => {
    let rest: readonly Stretch[] = [{ fromMs, toMs }];
    for (let i = 0; i < remembered; i++) {
      const seen = { fromMs: starts[i] as number, toMs: ends[i] as number };
      if (seen.toMs > fromMs && seen.fromMs < toMs) rest = rest.flatMap((part) => without(part, seen));
    }
    for (const part of rest) add(part.fromMs, part.toMs);
  };

  /** Most overlap by the fraction of a millisecond that a log leaves out, and at one end. */
  const overlapping = (fromMs: number, toMs: number): void => {
    let from = fromMs;
    let to = toMs;
    for (let i = 0; i < remembered; i++) {
      const seenFrom = starts[i] as number;
      const seenTo = ends[i] as number;
      if (seenTo <= from || seenFrom >= to) continue;
      if (seenFrom <= from) from = seenTo;
      else if (seenTo >= to) to = seenFrom;
      else {
        inParts(fromMs, toMs);
        return;
      }
      if (from >= to) return;
    }
    add(from, to);
  };

  return (fromMs, toMs) => {
    if (fromMs < latest.endMs) overlapping(fromMs, toMs);
    else add(fromMs, toMs);
    starts[latest.at] = fromMs;
    ends[latest.at] = toMs;
    latest.at = (latest.at + 1) % remembered;
    if (toMs > latest.endMs) latest.endMs = toMs;
  };
};
