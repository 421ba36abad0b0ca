import type { GcView } from '../../model/gc-view.ts';
import type { Words } from './words.ts';

/** A chart as the page's script draws it: columns of x and of each series, null where a series has no value. */
export type Chart = {
  readonly id: string;
  readonly title: string;
  readonly isTime: boolean;
  readonly xLabel: string;
  readonly log?: true;
  readonly series: readonly {
    readonly label: string;
    readonly colour: '--a' | '--b' | '--c' | '--dim';
    readonly points?: true;
    readonly dash?: readonly number[];
  }[];
  readonly data: readonly (readonly (number | null)[])[];
};

type Moment = { readonly at: string | null; readonly uptimeMs: number | null };
type Place = (moment: Moment) => number | undefined;

const mib = 1024 ** 2;

/** Seconds since 1970 where every moment has a time of day, else minutes of uptime. */
const axisOf = (view: GcView): { readonly isTime: boolean; readonly place: Place } => {
  const moments: readonly Moment[] = [...view.collections, ...view.floors, ...view.stretches, ...view.samples];
  const isTime = moments.length > 0 && moments.every(({ at }) => at !== null);
  return {
    isTime,
    place: ({ at, uptimeMs }) => {
      if (isTime) return at === null ? undefined : Date.parse(at) / 1000;
      return uptimeMs === null ? undefined : uptimeMs / 60_000;
    },
  };
};

type Dot = { readonly x: number; readonly y: number; readonly series: number };

/** Rows of dots as columns: one x each, in order. */
const columns = (dots: readonly Dot[], seriesCount: number): readonly (readonly (number | null)[])[] => {
  const sorted = [...dots].sort((a, b) => a.x - b.x);
  return [
    sorted.map(({ x }) => x),
    ...Array.from({ length: seriesCount }, (_, i) => sorted.map(({ y, series }) => (series === i ? y : null))),
  ];
};

const dotsOf = <T extends Moment>(
  rows: readonly T[],
  place: Place,
  series: number,
  value: (row: T) => number | null,
): readonly Dot[] =>
  rows.flatMap((row) => {
    const x = place(row);
    const y = value(row);
    return x === undefined || y === null ? [] : [{ x, y, series }];
  });

const usedChart = (view: GcView, words: Words, place: Place): Pick<Chart, 'series' | 'data'> => {
  const max = view.heapMaxBytes;
  const after = dotsOf(view.collections, place, 0, ({ heapAfterBytes }) =>
    heapAfterBytes === null ? null : heapAfterBytes / mib,
  );
  const sampled =
    after.length > 0
      ? after
      : dotsOf(view.samples, place, 0, ({ heapUsedBytes }) => (heapUsedBytes === null ? null : heapUsedBytes / mib));
  const floors = dotsOf(view.floors, place, 1, ({ usedBytes }) => (usedBytes === null ? null : usedBytes / mib));
  const ends = [...sampled, ...floors].map(({ x }) => x);
  const limits: readonly Dot[] =
    max === null || ends.length === 0
      ? []
      : [Math.min(...ends), Math.max(...ends)].map((x) => ({ x, y: max / mib, series: 2 }));
  return {
    series: [
      { label: words.afterCollection, colour: '--a', points: true },
      { label: words.floor, colour: '--b' },
      { label: words.limit, colour: '--dim', dash: [6, 4] },
    ],
    data: columns([...sampled, ...floors, ...limits], 3),
  };
};

const pauseSeries = ['young', 'mixed', 'full', 'pause'];

const pauseChart = (view: GcView, place: Place): Pick<Chart, 'series' | 'data'> => {
  const colours = ['--a', '--c', '--b', '--dim'] as const;
  const dots = view.collections.flatMap((row): readonly Dot[] => {
    const x = place(row);
    const series = pauseSeries.indexOf(row.kind);
    // Several between two readings: their mean.
    return x === undefined || series === -1 || !row.durationMs ? [] : [{ x, y: row.durationMs / row.count, series }];
  });
  return {
    series: pauseSeries.map((label, i) => ({ label, colour: colours[i] ?? '--dim', points: true as const })),
    data: columns(dots, pauseSeries.length),
  };
};

const lineOf = (
  view: GcView,
  place: Place,
  label: string,
  colour: '--a' | '--b',
  value: (row: GcView['stretches'][number]) => number | null,
): Pick<Chart, 'series' | 'data'> => ({
  series: [{ label, colour }],
  data: columns(dotsOf(view.stretches, place, 0, value), 1),
});

/** The pause counters of these collectors say nothing of how long the world stood still. */
const stoodBySafepoints = ({ source, collector }: GcView): boolean =>
  source !== 'log' && /^(?:ZGC|Shenandoah)/.test(collector ?? '');

/** The charts of one JVM's collections; those without two points are left out. */
export const gcCharts = (view: GcView, index: number, words: Words): readonly Chart[] => {
  const { isTime, place } = axisOf(view);
  const about = { isTime, xLabel: isTime ? 'UTC' : words.uptimeAxis };
  const charts: readonly Chart[] = [
    { id: `gc-${index}-used`, title: words.used, ...about, ...usedChart(view, words, place) },
    { id: `gc-${index}-pauses`, title: words.pauses, ...about, ...pauseChart(view, place) },
    {
      id: `gc-${index}-share`,
      title: words.share,
      ...about,
      ...lineOf(view, place, '%', '--b', ({ pausePct, safepointPct }) =>
        stoodBySafepoints(view) ? safepointPct : (pausePct ?? safepointPct),
      ),
    },
    {
      id: `gc-${index}-rate`,
      title: words.rate,
      ...about,
      ...lineOf(view, place, 'MiB/s', '--a', ({ allocatedBytes, spanMs }) =>
        allocatedBytes === null || spanMs === 0 ? null : allocatedBytes / mib / (spanMs / 1000),
      ),
    },
  ];
  return charts.filter(({ data }) => (data[0]?.length ?? 0) >= 2);
};
