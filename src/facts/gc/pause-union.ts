type Stretch = { readonly fromMs: number; readonly toMs: number };

/** Pauses that may still overlap a further one: JDK 11 logs a Pause Full inside of a Pause Young. */
const remembered = 16;

const without = (part: Stretch, seen: Stretch): readonly Stretch[] =>
  [
    { fromMs: part.fromMs, toMs: Math.min(part.toMs, seen.fromMs) },
    { fromMs: Math.max(part.fromMs, seen.toMs), toMs: part.toMs },
  ].filter(({ fromMs, toMs }) => toMs > fromMs);

/** Cuts out of each pause what an earlier one covered: the rest adds up to the union of all. */
export const pauseUnion = () => {
  const recent: Stretch[] = [];
  let latestMs = Number.NEGATIVE_INFINITY;
  return (fromMs: number, toMs: number): readonly Stretch[] => {
    const whole = { fromMs, toMs };
    let rest: readonly Stretch[] = [whole];
    if (fromMs < latestMs) {
      for (const seen of recent) {
        if (seen.toMs > fromMs && seen.fromMs < toMs) rest = rest.flatMap((part) => without(part, seen));
      }
    }
    recent.push(whole);
    if (recent.length > remembered) recent.shift();
    latestMs = Math.max(latestMs, toMs);
    return rest;
  };
};
