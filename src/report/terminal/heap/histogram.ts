import type { HistogramView } from '../../../model/histogram-view.ts';
import { count, duration, share, signed, bytes as size } from '../../text/number.ts';
import { elide } from '../fit.ts';
import type { Page } from '../page.ts';
import type { Section } from '../section.ts';
import { type Column, table } from '../table.ts';

const largestRows = 15;
const grownRows = 10;

type Row = HistogramView['histogram'][number] & {
  readonly change?: NonNullable<HistogramView['change']>['rows'][number];
};

const columns = (page: Page, view: HistogramView): readonly Column<Row>[] => {
  const { column } = page.texts.histogram;
  const shares: readonly Column<Row>[] = [
    { title: column.share, align: 'right', priority: 4, cell: (row) => share(row.shallowBytes, view.shallowBytes) },
  ];
  const change: readonly Column<Row>[] = [
    {
      title: column.instancesChange,
      align: 'right',
      priority: 2,
      cell: (row) => signed(row.change?.instancesChange ?? 0, count),
    },
    {
      title: column.sizeChange,
      align: 'right',
      priority: 1,
      cell: (row) => signed(row.change?.shallowBytesChange ?? 0, size),
    },
  ];
  return [
    { title: column.className, align: 'left', priority: 0, maxCells: 80, cell: ({ className }) => className },
    { title: column.instances, align: 'right', priority: 3, cell: ({ instances }) => count(instances) },
    { title: column.size, align: 'right', priority: 0, cell: ({ shallowBytes }) => size(shallowBytes) },
    ...(view.complete ? shares : []),
    ...(view.change === undefined ? [] : change),
  ];
};

const more = (page: Page, left: number): readonly string[] =>
  left > 0 ? [page.paint.dim(elide(page, page.texts.histogram.moreClasses(count(left)), page.columns))] : [];

const largest = (page: Page, view: HistogramView): readonly string[] => {
  const changes = new Map(view.change?.rows.map((row) => [row.className, row]));
  const rows = view.histogram.slice(0, largestRows).map((row): Row => {
    const change = changes.get(row.className);
    return change === undefined ? row : { ...row, change };
  });
  return [...table(page, columns(page, view), rows), ...more(page, view.histogramTotal - rows.length)];
};

const grown = (page: Page, view: HistogramView): readonly string[] => {
  const rows = (view.change?.rows ?? []).filter(({ shallowBytesChange }) => shallowBytesChange > 0).slice(0, grownRows);
  if (rows.length === 0) return [page.texts.histogram.noneGrew];
  return table(
    page,
    columns(page, view),
    rows.map((row) => ({ ...row, change: row })),
  );
};

/** How much there is, and how much more than in the first histogram. */
export const histogramHead = (page: Page, views: readonly HistogramView[]): readonly string[] => {
  const last = views.at(-1);
  if (last === undefined) return [];
  const { histogram: words } = page.texts;
  const interval = last.change?.intervalMs;
  const known = last.live === null ? [] : [last.live ? words.live : words.withGarbage];
  return [
    words.holds(count(last.objects), size(last.shallowBytes)),
    ...known,
    ...(last.complete ? [] : [words.cut]),
    ...(last.change === undefined
      ? []
      : [
          words.histograms(views.length, typeof interval === 'number' ? duration(interval) : undefined),
          words.change(signed(last.change.objects, count), signed(last.change.shallowBytes, size)),
        ]),
  ];
};

/** The newest histogram by size, then what grew since the first. */
export const histogramSections = (page: Page, view: HistogramView): readonly Section[] => {
  const { heading } = page.texts.histogram;
  return [
    { heading: heading.largest, lines: largest(page, view) },
    ...(view.change === undefined ? [] : [{ heading: heading.grown, lines: grown(page, view) }]),
  ];
};
