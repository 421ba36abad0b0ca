import type { GcClock, GcSeries } from '../../model/gc-series.ts';

export type Axis = GcSeries['axis'];

/** The one clock of a series, decided by the first thing that has a clock; the other clock is converted once both were seen together. */
export const timeAxis = () => {
  let axis: Axis | undefined;
  let startedAtMs: number | undefined;
  let ordinal = 0;
  let first: GcClock | undefined;
  let last: GcClock | undefined;

  const on = (clock: GcClock): number | undefined => {
    const { atMs, uptimeMs } = clock;
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
      const tMs = on(clock);
      if (tMs === undefined) return undefined;
      if (first === undefined || tMs < (on(first) ?? tMs))
        first = { ...(atMs === undefined ? {} : { atMs }), ...(uptimeMs === undefined ? {} : { uptimeMs }) };
      if (last === undefined || tMs >= (on(last) ?? tMs))
        last = { ...(atMs === undefined ? {} : { atMs }), ...(uptimeMs === undefined ? {} : { uptimeMs }) };
      return tMs;
    },
    axis: (): Axis => axis ?? 'ordinal',
    first: () => first,
    last: () => last,
  };
};
