import type { GcView } from '../../../model/gc-view.ts';
import { type CollectionsRow, collectionsOf, floorHeights, type SpaceRow, spacesOf } from '../../gc/spaces.ts';
import { bytes } from '../../text/bytes.ts';
import { count, decimal, duration, time } from '../../text/number.ts';
import { elide, flow } from '../fit.ts';
import { bar, grouped, sparkline } from '../graph.ts';
import type { Page } from '../page.ts';
import type { Section, ViewScreen } from '../section.ts';
import { type Column, table } from '../table.ts';

const maxRows = 12;
const maxLongest = 3;

const known = (page: Page, value: number | null, text: (value: number) => string): string =>
  value === null ? page.sign.none : text(value);
const percent = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)}%`;

const facts: NonNullable<ViewScreen<'gc'>['facts']> = (page, views) => {
  const last = views.at(-1);
  if (last === undefined) return {};
  const { gc, uptime } = page.texts;
  const newest = last.samples.at(-1) ?? last.collections.at(-1);
  return {
    jvm: last.jdk === null ? undefined : `JDK ${last.jdk}`,
    collector: last.collector ?? gc.collectorUnknown,
    heapMax: last.heapMaxBytes === null ? undefined : gc.heapMax(bytes(last.heapMaxBytes)),
    uptime: typeof newest?.uptimeMs === 'number' ? uptime(duration(newest.uptimeMs)) : undefined,
    at: typeof newest?.at === 'string' ? time(newest.at) : undefined,
  };
};

/** Where the figures are from and how many there are. */
const sourceLine = (page: Page, view: GcView): string => {
  const { gc } = page.texts;
  const span = view.spanMs === null || view.spanMs === 0 ? undefined : duration(view.spanMs);
  if (view.source === 'log') return gc.fromLog(count(view.collectionsTotal), span);
  return gc.fromSamples(gc.source[view.source], count(view.total), span);
};

/** Of a log, how much of it was understood. */
const linesRead = (page: Page, { logLines }: GcView): readonly string[] =>
  logLines === undefined ? [] : [page.texts.gc.logLines(count(logLines.recognised), count(logLines.total))];

const otherLine = (page: Page, { logLines }: GcView): readonly string[] => {
  const line = logLines?.firstOther ?? null;
  return line === null ? [] : [elide(page, page.texts.gc.firstOther(line.trim()), page.columns - 2)];
};

const spaceColumns = (page: Page): readonly Column<SpaceRow>[] => {
  const { gc } = page.texts;
  const barCells = Math.max(10, Math.min(40, page.columns - 50));
  return [
    { title: gc.column.space, align: 'left', priority: 0, cell: ({ space }) => gc.space[space] },
    { title: gc.column.used, align: 'right', priority: 0, cell: ({ usedBytes }) => known(page, usedBytes, bytes) },
    {
      title: gc.column.capacity,
      align: 'right',
      priority: 1,
      cell: ({ capacityBytes }) => known(page, capacityBytes, bytes),
    },
    { title: '%', align: 'right', priority: 0, cell: ({ usedPct }) => known(page, usedPct, percent) },
    {
      title: '',
      align: 'left',
      priority: 2,
      cell: ({ usedPct }) => (usedPct === null ? '' : bar(page, usedPct / 100, barCells)),
    },
  ];
};

const collectionColumns = (page: Page): readonly Column<CollectionsRow>[] => {
  const { gc, column } = page.texts;
  const ms = (value: number): string => (value < 10 ? `${decimal(value)} ms` : duration(value));
  // Nothing takes no time: it was not measured.
  const timed = (value: number): string => (value === 0 ? page.sign.none : ms(value));
  return [
    {
      title: gc.column.collections,
      align: 'left',
      priority: 0,
      maxCells: 60,
      cell: ({ kind, cause, phase }) =>
        [gc.kind[kind] ?? kind, phase, cause].filter((part) => part !== null).join(', '),
    },
    { title: column.count, align: 'right', priority: 0, cell: (row) => count(row.count) },
    {
      title: gc.column.perMinute,
      align: 'right',
      priority: 3,
      cell: ({ perMinute }) => known(page, perMinute, decimal),
    },
    { title: gc.column.total, align: 'right', priority: 1, cell: ({ durationMs }) => timed(durationMs) },
    { title: gc.column.mean, align: 'right', priority: 2, cell: ({ meanMs }) => timed(meanMs) },
    { title: gc.column.longest, align: 'right', priority: 1, cell: ({ longestMs }) => known(page, longestMs, ms) },
  ];
};

const floorLines = (page: Page, view: GcView): readonly string[] => {
  const { values, unit } = floorHeights(view);
  const [first, last] = [values[0], values.at(-1)];
  if (first === undefined || last === undefined || values.length < 2) return [];
  const { gc } = page.texts;
  const text = unit === 'bytes' ? bytes : percent;
  const words = gc.floor(count(view.floorsTotal), text(first), text(last), page.sign.arrow);
  const cells = Math.max(10, Math.min(60, page.columns - page.width(words) - 2));
  return [elide(page, `${words}  ${sparkline(page, grouped(values, cells), cells, { least: 0 })}`, page.columns)];
};

const longestLines = (page: Page, view: GcView): readonly string[] =>
  view.longest.slice(0, maxLongest).map((row) => {
    const when = row.at === null ? (row.uptimeMs === null ? '' : duration(row.uptimeMs)) : time(row.at);
    const what = [page.texts.gc.kind[row.kind] ?? row.kind, row.phase, row.cause]
      .filter((part) => part !== null)
      .join(', ');
    return elide(page, `${duration(row.durationMs ?? 0).padStart(8)}  ${when}  ${what}`, page.columns);
  });

const besideLines = (page: Page, view: GcView): readonly string[] =>
  (view.beside ?? []).map(({ what, name, first, last, most, mostAt, limit }) => {
    const { gc } = page.texts;
    const words = name === null ? gc.beside[what] : `${gc.beside[what]}, ${name}`;
    const peak = gc.mostOf(count(most), limit === null ? undefined : count(limit), time(mostAt));
    return elide(page, `${words}  ${count(first)} ${page.sign.arrow} ${count(last)}  (${peak})`, page.columns);
  });

const sectionsOf = (page: Page, view: GcView): readonly Section[] => {
  const { gc } = page.texts;
  const spaces = spacesOf(view);
  const collections = collectionsOf(view, maxRows);
  return [
    { lines: spaces.length === 0 ? [] : table(page, spaceColumns(page), spaces) },
    { lines: collections.length === 0 ? [] : table(page, collectionColumns(page), collections) },
    { heading: gc.heading.floor, lines: floorLines(page, view) },
    { heading: gc.heading.longest, lines: longestLines(page, view) },
    { heading: gc.heading.beside, lines: besideLines(page, view) },
  ];
};

/** Spaces, collections by cause, the floor, the longest pauses; of each source of its own. */
const gcScreen: ViewScreen<'gc'> = {
  view: 'gc',
  asks: 'gc/old-gen-growth',
  facts,
  headLines: (page, views) => [
    ...flow(
      page,
      views.flatMap((view) => [sourceLine(page, view), ...linesRead(page, view)]),
      ` ${page.sign.dot} `,
      page.columns - 2,
    ),
    ...views.flatMap((view) => otherLine(page, view)),
  ],
  sections: (page, views) => views.flatMap((view) => sectionsOf(page, view)),
};

export default gcScreen;
