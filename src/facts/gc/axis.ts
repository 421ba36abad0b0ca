import type { GcClock, GcSeries } from '../../model/gc-series.ts';

export type Axis = GcSeries['axis'];

/** A time on the axis and the clocks it was read from. */
type End = { tMs: number; atMs: number | undefined; uptimeMs: number | undefined };

const set = (end: End, tMs: number, atMs: number | undefined, uptimeMs: number | undefined): void => {
  end.tMs = tMs;
  end.atMs = atMs;
  end.uptimeMs = uptimeMs;
};

const clockOf = (end: End | undefined): GcClock | undefined =>
  end === undefined
    ? undefined
    : {
        ...(end.atMs === undefined ? {} : { atMs: end.atMs }),
        ...(end.uptimeMs === undefined ? {} : { uptimeMs: end.uptimeMs }),
      };

/** The one clock of a series, decided by the first thing that has a clock; the other clock is converted once both were seen together. */
export const timeAxis = () => {
  let axis: Axis | undefined;
  let startedAtMs: number | undefined;
  let ordinal = 0;
  let first: End | undefined;
  let last: End | undefined;

  const on = (atMs: number | undefined, uptimeMs: number | undefined): number | undefined => {
    if (axis === 'uptime')
      return uptimeMs ?? (atMs === undefined || startedAtMs === undefined ? undefined : atMs - startedAtMs);
    return atMs ?? (uptimeMs === undefined || startedAtMs === undefined ? undefined : uptimeMs + startedAtMs);
  };

  return {
    /** ms on the axis; undefined when this one cannot be placed. Each call without any clock is one further ordinal. */
    place: (clock: GcClock): number | undefined => {
      const { atMs, uptimeMs } = clock;
      if (atMs === undefined && uptimeMs === undefined) {
        axis ??= 'ordinal';
        return axis === 'ordinal' ? ordinal++ : undefined;
      }
      if (atMs !== undefined && uptimeMs !== undefined) startedAtMs ??= atMs - uptimeMs;
      axis ??= uptimeMs === undefined ? 'epoch' : 'uptime';
      if (axis === 'ordinal') return undefined;
      const tMs = on(atMs, uptimeMs);
      if (tMs === undefined) return undefined;
      if (first === undefined) first = { tMs, atMs, uptimeMs };
      else if (tMs < first.tMs) set(first, tMs, atMs, uptimeMs);
      if (last === undefined) last = { tMs, atMs, uptimeMs };
      else if (tMs >= last.tMs) set(last, tMs, atMs, uptimeMs);
      return tMs;
    },
    axis: (): Axis => axis ?? 'ordinal',
    first: () => clockOf(first),
    last: () => clockOf(last),
  };
};
