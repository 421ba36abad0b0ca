/** A point of a series: time in ms, value in bytes or whatever is asked about. */
export type Point = { readonly tMs: number; readonly value: number };

/** `slope` per ms: Theil-Sen, the median of the slopes of all pairs; `low` and `high` bound it with 95 % confidence (Sen 1968). */
export type Trend = {
  readonly slope: number;
  readonly low: number;
  readonly high: number;
  /** One-sided: the chance of at least so much rise without a trend (Mann 1945, Kendall 1975). */
  readonly pRising: number;
};

/** All pairs are looked at: more points than these are put together first. */
const maxPoints = 400;
const exactUpTo = 10;
const z975 = 1.959964;

const median = (sorted: readonly number[]): number => {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
};

/** At most `maxPoints`: means of neighbours. */
const condensed = (points: readonly Point[]): readonly Point[] => {
  if (points.length <= maxPoints) return points;
  const size = Math.ceil(points.length / maxPoints);
  const means: Point[] = [];
  for (let at = 0; at < points.length; at += size) {
    const group = points.slice(at, at + size);
    const mean = (of: (point: Point) => number): number => group.reduce((sum, p) => sum + of(p), 0) / group.length;
    means.push({ tMs: mean(({ tMs }) => tMs), value: mean(({ value }) => value) });
  }
  return means;
};

/** How many of the n! orders have each number of inversions (Mahonian numbers): row n, index = inversions. */
const inversionCounts = (n: number): readonly number[] => {
  let row = [1];
  for (let size = 2; size <= n; size++) {
    const next = new Array<number>(row.length + size - 1).fill(0);
    for (let i = 0; i < row.length; i++)
      for (let j = 0; j < size; j++) next[i + j] = (next[i + j] as number) + (row[i] as number);
    row = next;
  }
  return row;
};

/** P(S >= s) for n values without ties: S = pairs that rise less pairs that fall = n(n-1)/2 - 2 x inversions. */
const exactP = (n: number, s: number): number => {
  const counts = inversionCounts(n);
  const pairs = (n * (n - 1)) / 2;
  const total = counts.reduce((sum, count) => sum + count, 0);
  let atLeast = 0;
  for (let inversions = 0; inversions < counts.length; inversions++)
    if (pairs - 2 * inversions >= s) atLeast += counts[inversions] as number;
  return atLeast / total;
};

/** Upper tail of the normal distribution; Abramowitz and Stegun 26.2.17, error below 7.5e-8. */
const upperTail = (z: number): number => {
  if (z < 0) return 1 - upperTail(-z);
  const t = 1 / (1 + 0.2316419 * z);
  const poly = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * poly;
};

/** Variance of S, corrected for groups of equal values (Kendall 1975). */
const varianceOf = (values: readonly number[]): number => {
  const groups = new Map<number, number>();
  for (const value of values) groups.set(value, (groups.get(value) ?? 0) + 1);
  const term = (n: number): number => n * (n - 1) * (2 * n + 5);
  let ties = 0;
  for (const size of groups.values()) ties += term(size);
  return (term(values.length) - ties) / 18;
};

/** S of Mann-Kendall. */
export const kendallS = (values: readonly number[]): number => {
  let s = 0;
  for (let i = 0; i < values.length; i++)
    for (let j = i + 1; j < values.length; j++) s += Math.sign((values[j] as number) - (values[i] as number));
  return s;
};

/**
 * One-sided p of Mann-Kendall for a rise. Up to ten values the exact distribution is used (with ties it errs on the side of no trend),
 * beyond that the normal one with the correction for ties and for continuity.
 */
export const mannKendallP = (values: readonly number[]): number => {
  const n = values.length;
  if (n < 2) return 1;
  const s = kendallS(values);
  if (n <= exactUpTo) return exactP(n, s);
  const variance = varianceOf(values);
  if (variance === 0) return 1;
  return upperTail((s - Math.sign(s)) / Math.sqrt(variance));
};

/** The trend of points in order of time; undefined with fewer than two times. */
export const trendOf = (all: readonly Point[]): Trend | undefined => {
  const points = condensed(all);
  const slopes: number[] = [];
  for (let i = 0; i < points.length; i++) {
    for (let j = i + 1; j < points.length; j++) {
      const [a, b] = [points[i] as Point, points[j] as Point];
      if (b.tMs > a.tMs) slopes.push((b.value - a.value) / (b.tMs - a.tMs));
    }
  }
  if (slopes.length === 0) return undefined;
  slopes.sort((a, b) => a - b);
  const values = points.map(({ value }) => value);
  const half = z975 * Math.sqrt(varianceOf(values));
  const at = (rank: number): number => slopes[Math.min(slopes.length - 1, Math.max(0, Math.round(rank)))] as number;
  return {
    slope: median(slopes),
    low: at((slopes.length - half) / 2 - 1),
    high: at((slopes.length + half) / 2),
    pRising: mannKendallP(values),
  };
};
