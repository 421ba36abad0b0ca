import type { ClassCount, Histogram, HistogramNote } from '../../model/histogram.ts';
import { detached } from '../text/lines.ts';
import { type HistogramLine, isClassLike, readLine } from './line.ts';

/** A JVM with more names than this is not met; the text of another program is. */
const maxRows = 500_000;

type Row = Extract<HistogramLine, { kind: 'row' }>;
type Draft = {
  readonly line: number;
  endLine: number;
  readonly live: boolean | undefined;
  readonly note: HistogramNote;
  readonly rows: Map<string, ClassCount>;
  lastRank: number;
  /** Rows whose number is missing: somebody cut the middle out, or took some with grep. */
  gap: boolean;
  titled: boolean;
  total?: { readonly instances: number; readonly bytes: number };
};

export type HistogramReader = {
  /** Feeds a line; its number is counted here. */
  readonly line: (text: string) => void;
  readonly end: () => { readonly recognised: number; readonly total: number; readonly incomplete: readonly string[] };
};

const noteFrom = (values: Readonly<Record<string, number>> = {}): HistogramNote => {
  const { oldCollections, youngBytes, heapMaxBytes } = values;
  return {
    ...(oldCollections === undefined ? {} : { oldCollections }),
    ...(youngBytes === undefined ? {} : { youngBytes }),
    ...(heapMaxBytes === undefined ? {} : { heapMaxBytes }),
  };
};

const added = (row: Row, line: number, before: ClassCount | undefined): ClassCount => ({
  className: before?.className ?? detached(row.className),
  ...(row.module === undefined ? {} : { module: before?.module ?? detached(row.module) }),
  instances: row.instances + (before?.instances ?? 0),
  bytes: row.bytes + (before?.bytes ?? 0),
  classes: 1 + (before?.classes ?? 0),
  line: before?.line ?? line,
});

/** Why a histogram is less than the JVM's classes; undefined when it is all of them. */
const shortfall = ({ rows, total, gap, titled, line }: Draft): string | undefined => {
  const where = `the histogram at line ${line}`;
  if (total === undefined) return `${where} has no Total line: its smaller classes are missing`;
  const instances = [...rows.values()].reduce((sum, row) => sum + row.instances, 0);
  if (instances !== total.instances)
    return `${where} counts ${total.instances} instances, its rows ${instances}: some are missing`;
  return gap || !titled ? `${where} lacks some of its lines` : undefined;
};

/** Puts rows together into histograms: each begins at its column titles, or where the numbering starts again. */
export const histogramReader = (
  about: { readonly artifactId: string; readonly takenAtMs?: number },
  emit: (histogram: Histogram) => void,
): HistogramReader => {
  const incomplete: string[] = [];
  let draft: Draft | undefined;
  let head: Extract<HistogramLine, { kind: 'head' }> | undefined;
  let number = 0;
  let total = 0;
  let recognised = 0;

  const finish = (): void => {
    if (draft === undefined || draft.rows.size === 0) {
      draft = undefined;
      return;
    }
    const rows = [...draft.rows.values()].sort((a, b) => b.bytes - a.bytes || (a.className < b.className ? -1 : 1));
    const missing = shortfall(draft);
    if (missing !== undefined) incomplete.push(missing);
    const sum = (pick: (row: ClassCount) => number): number => rows.reduce((all, row) => all + pick(row), 0);
    emit({
      ...about,
      ...draft.note,
      line: draft.line,
      endLine: draft.endLine,
      ...(draft.live === undefined ? {} : { live: draft.live }),
      complete: missing === undefined,
      rows,
      instances: draft.total?.instances ?? sum(({ instances }) => instances),
      bytes: draft.total?.bytes ?? sum(({ bytes }) => bytes),
    });
    draft = undefined;
  };

  const start = (titled: boolean): Draft => {
    finish();
    draft = {
      line: number,
      endLine: number,
      live: head?.live,
      note: noteFrom(head?.note),
      rows: new Map(),
      lastRank: 0,
      gap: false,
      titled,
    };
    head = undefined;
    return draft;
  };

  const addRow = (row: Row): boolean => {
    if (draft === undefined && !isClassLike(row.className)) return false;
    if (draft?.total !== undefined || (row.rank !== undefined && row.rank <= (draft?.lastRank ?? 0))) start(false);
    const target = draft ?? start(false);
    if (target.rows.size >= maxRows) return false;
    target.rows.set(row.className, added(row, number, target.rows.get(row.className)));
    if (row.rank !== undefined) {
      if (row.rank !== target.lastRank + 1) target.gap = true;
      target.lastRank = row.rank;
    }
    target.endLine = number;
    return true;
  };

  return {
    line: (text) => {
      number++;
      if (text.trim() === '') return;
      total++;
      const read = readLine(text);
      if (read.kind === 'other') return;
      if (read.kind === 'row') {
        if (addRow(read)) recognised++;
        return;
      }
      if (read.kind === 'total' && draft === undefined) return;
      recognised++;
      if (read.kind === 'columns') start(true);
      else if (read.kind === 'head') {
        finish();
        head = read;
      } else if (read.kind === 'total' && draft !== undefined) {
        draft.total = read;
        draft.endLine = number;
      }
    },
    end: () => {
      finish();
      return { recognised, total, incomplete };
    },
  };
};
