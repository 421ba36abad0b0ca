import type { WatchedJvm, WatchModel } from '../../model/gc-watch.ts';
import type { RenderOptions } from '../../model/renderer.ts';
import { elide, pad } from '../terminal/fit.ts';
import { type Page, pageOf } from '../terminal/page.ts';
import { duration } from '../text/number.ts';
import { watchEn, watchKo } from '../text/watch.ts';
import { compactLine, type PanelPage, panel } from './panel.ts';

/** Panels side by side are at least so wide, and never wider than this. */
const leastPanel = 56;
const widestPanel = 118;
const gutter = 2;

export type FrameOptions = Omit<RenderOptions, 'columns'>;

const stripped = (text: string): string => text.replace(/\x1b\[\d+m/g, '');

/** A line with its colours, filled with blanks to the width of its column. */
const filled = (page: Page, line: string, cells: number): string =>
  line + ' '.repeat(Math.max(0, cells - page.width(stripped(line))));

const titleLine = (page: PanelPage, model: WatchModel): string => {
  const title = page.watch.title(model.jvms.length, duration(model.elapsedMs), duration(model.intervalMs));
  const room = page.columns - page.width(page.watch.keys) - 2;
  const left = elide(page, title, Math.max(10, room));
  return `${page.paint.bold(pad(page, left, room))}  ${page.paint.dim(page.watch.keys)}`;
};

const rowsOf = (page: PanelPage, jvms: readonly WatchedJvm[], across: number): readonly (readonly string[])[] => {
  const width = Math.min(widestPanel, Math.floor((page.columns - gutter * (across - 1)) / across));
  const narrow = { ...page, columns: width };
  const rows: (readonly string[])[] = [];
  for (let at = 0; at < jvms.length; at += across) {
    const panels = jvms.slice(at, at + across).map((jvm) => panel(narrow, jvm));
    const height = Math.max(...panels.map((lines) => lines.length));
    rows.push(
      Array.from({ length: height }, (_, line) =>
        panels
          .map((lines, index) =>
            index === panels.length - 1 ? (lines[line] ?? '') : filled(page, lines[line] ?? '', width),
          )
          .join(' '.repeat(gutter))
          .trimEnd(),
      ),
    );
  }
  return rows;
};

/** The lines of JVMs as panels; undefined when they are more than the rows there are. */
const panels = (page: PanelPage, jvms: readonly WatchedJvm[], room: number): readonly string[] | undefined => {
  const most = Math.max(1, Math.floor((page.columns + gutter) / (leastPanel + gutter)));
  for (let across = 1; across <= Math.min(most, jvms.length); across++) {
    const rows = rowsOf(page, jvms, across);
    const lines = rows.flatMap((row, index) => (index === 0 ? row : ['', ...row]));
    if (lines.length <= room) return lines;
  }
  return undefined;
};

const compact = (page: PanelPage, jvms: readonly WatchedJvm[], room: number): readonly string[] => {
  if (jvms.length <= room) return jvms.map((jvm) => compactLine(page, jvm));
  const shown = Math.max(0, room - 1);
  return [
    ...jvms.slice(0, shown).map((jvm) => compactLine(page, jvm)),
    elide(page, page.watch.moreJvms(jvms.length - shown), page.columns),
  ];
};

/**
 * The live screen as text: at most `rows` lines of at most `columns` cells. Panels below each other, side by side where there are not rows enough,
 * a line for each JVM where even that does not fit. The same model gives the same text.
 */
export const frame = (model: WatchModel, columns: number, rows: number, options: FrameOptions): string => {
  const page: PanelPage = {
    ...pageOf({ ...options, columns }),
    columns: Math.max(20, columns),
    watch: options.lang === 'ko' ? watchKo : watchEn,
  };
  const room = Math.max(1, rows - 2);
  const body = panels(page, model.jvms, room) ?? compact(page, model.jvms, rows - 1);
  return [titleLine(page, model), ...(body.length <= room ? [''] : []), ...body].slice(0, Math.max(1, rows)).join('\n');
};

/** One JVM in one line, without colour: what is printed where there is no terminal. */
export const plainLine = (jvm: WatchedJvm, options: Pick<RenderOptions, 'lang'>): string => {
  const page: PanelPage = {
    ...pageOf({ ...options, columns: 10_000, paint: false }),
    watch: options.lang === 'ko' ? watchKo : watchEn,
  };
  return compactLine(page, jvm);
};
