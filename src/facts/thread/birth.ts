/** Births are counted over this time, or since the JVM's start when that is shorter. */
const birthWindowMs = 600_000;

/** Less than this says nothing of an even spread: a pool that fills takes as long. */
const minSpreadMs = 20_000;
const minSpreadCount = 20;
/** Fewer births do not show since when they go on. */
const minRateCount = 5;
/** Each quarter of the time holds a quarter of the births, on average; chance leaves it rarely below this share. */
const minQuarterShare = 0.08;

/** A steady stream pauses longer than so many mean intervals once in 150 times; one that comes in bursts within this share. */
const manyIntervals = 5;
const recentShare = 0.15;

/** What the ages of the living threads of one family tell of their births. */
export type Births = {
  /** Threads alive that were born in the last ten minutes. */
  readonly recent: number;
  /** Rate over the time in which they were born; 0 when no more are being born. */
  readonly perMinute: number;
  /** The births are spread over their whole time like a steady stream, not like a pool that was filled at once. */
  readonly evenlySpread: boolean;
  /** The newest is young for the time they were born in: they are still being born. */
  readonly goOn: boolean;
  readonly oldestMs: number;
  readonly newestMs: number;
};

const isEven = (recent: readonly number[], spanMs: number): boolean => {
  if (recent.length < minSpreadCount || spanMs < minSpreadMs) return false;
  const quarters = [0, 0, 0, 0];
  for (const age of recent) {
    const quarter = Math.min(3, Math.floor((4 * age) / spanMs));
    quarters[quarter] = (quarters[quarter] as number) + 1;
  }
  return quarters.every((count) => count >= minQuarterShare * recent.length);
};

/** Math.max takes no more arguments than the stack holds. */
const highest = (values: readonly number[]): number =>
  values.reduce((most, value) => Math.max(value, most), Number.NEGATIVE_INFINITY);

/** `ages` in ms, not empty. */
export const birthsOf = (ages: readonly number[]): Births => {
  const recent = ages.filter((age) => age <= birthWindowMs);
  const oldestMs = highest(ages);
  const oldestRecentMs = highest(recent);
  const newestMs = -highest(ages.map((age) => -age));
  // A handful beside older members says nothing of when it began.
  const few = recent.length < minRateCount && recent.length < ages.length;
  const spanMs = few ? birthWindowMs : Math.max(oldestRecentMs, 1);
  const intervalMs = (oldestRecentMs - newestMs) / Math.max(1, recent.length - 1);
  const goOn = recent.length > 1 && newestMs <= Math.max(manyIntervals * intervalMs, recentShare * spanMs);
  return {
    recent: recent.length,
    perMinute: goOn ? recent.length / (Math.max(spanMs, 5_000) / 60_000) : 0,
    evenlySpread: isEven(recent, spanMs),
    goOn,
    oldestMs,
    newestMs,
  };
};
