import type { GcCollector, GcSample, GcSpace } from '../../model/gc-series.ts';
import type { Row } from './row.ts';

type Draft = { -readonly [K in keyof GcSample]: GcSample[K] };

const figure = (row: Row, name: string): number | undefined => {
  const value = row.get(name);
  return typeof value === 'number' ? value : undefined;
};

const bytes = (row: Row, name: string): number | undefined => {
  const kibibytes = figure(row, name);
  return kibibytes === undefined ? undefined : Math.round(kibibytes * 1024);
};

/** A space from its columns: used and capacity in KB, or the share in use. */
const space = (row: Row, used: string, capacity: string, share: string): GcSpace | undefined => {
  const usedBytes = bytes(row, used);
  const capacityBytes = bytes(row, capacity);
  const usedPct =
    figure(row, share) ?? (usedBytes === undefined || !capacityBytes ? undefined : (100 * usedBytes) / capacityBytes);
  if (usedBytes === undefined && capacityBytes === undefined && usedPct === undefined) return undefined;
  return {
    ...(usedBytes === undefined ? {} : { usedBytes }),
    ...(capacityBytes === undefined ? {} : { capacityBytes }),
    ...(usedPct === undefined ? {} : { usedPct }),
  };
};

const spaces = [
  ['survivor0', 'S0U', 'S0C', 'S0'],
  ['survivor1', 'S1U', 'S1C', 'S1'],
  ['eden', 'EU', 'EC', 'E'],
  ['old', 'OU', 'OC', 'O'],
  ['metaspace', 'MU', 'MC', 'M'],
  ['classSpace', 'CCSU', 'CCSC', 'CCS'],
] as const;

const addSpaces = (draft: Draft, row: Row, collector: GcCollector | undefined): void => {
  for (const [name, used, capacity, share] of spaces) {
    const found = space(row, used, capacity, share);
    if (found !== undefined) draft[name] = found;
  }
  if (collector === 'ZGC generational' && draft.old !== undefined) {
    // Its capacity is what it uses now: always 100 %.
    const { usedBytes } = draft.old;
    draft.old = usedBytes === undefined ? {} : { usedBytes };
  }
  if (collector === 'ZGC' || collector?.startsWith('Shenandoah') || collector === 'Epsilon') {
    const { old, ...rest } = draft;
    if (old === undefined) return;
    delete draft.old;
    Object.assign(draft, rest, { heap: old });
    return;
  }
  const parts = [draft.survivor0, draft.survivor1, draft.eden, draft.old];
  const used = parts.map((part) => part?.usedBytes).filter((part) => part !== undefined);
  if (used.length < 2 || draft.old?.usedBytes === undefined || draft.eden?.usedBytes === undefined) return;
  draft.heap = { usedBytes: used.reduce((sum, part) => sum + part, 0) };
};

const seconds = (row: Row, name: string): number | undefined => {
  const value = figure(row, name);
  return value === undefined ? undefined : value * 1000;
};

/** Of all collections; undefined where it is less than one part of it: the line was cut in its last column. */
const allSeconds = (row: Row): number | undefined => {
  const all = seconds(row, 'GCT');
  const parts = ['YGCT', 'FGCT', 'CGCT'].map((name) => seconds(row, name) ?? 0);
  return all === undefined || all + 1 < Math.max(...parts) ? undefined : all;
};

const addTotals = (draft: Draft, row: Row, collector: GcCollector | undefined, hasConcurrent: boolean): void => {
  const isShenandoah = collector?.startsWith('Shenandoah') === true;
  const isMixture = isShenandoah || (collector === 'CMS' && !hasConcurrent);
  const pairs = [
    ['youngGcCount', isShenandoah ? undefined : figure(row, 'YGC')],
    ['youngGcTimeMs', isShenandoah ? undefined : seconds(row, 'YGCT')],
    ['fullGcCount', isMixture ? undefined : figure(row, 'FGC')],
    ['fullGcTimeMs', isMixture ? undefined : seconds(row, 'FGCT')],
    ['concurrentPauseCount', isMixture ? figure(row, 'FGC') : figure(row, 'CGC')],
    ['concurrentPauseTimeMs', isMixture ? seconds(row, 'FGCT') : seconds(row, 'CGCT')],
    ['gcTimeMs', allSeconds(row)],
    ['uptimeMs', seconds(row, 'Timestamp')],
  ] as const;
  for (const [key, value] of pairs) if (value !== undefined) draft[key] = value;
};

/** The sample one row of jstat makes. */
export const jstatSample = (
  row: Row,
  collector: GcCollector | undefined,
  hasConcurrent: boolean,
  line: number,
): GcSample => {
  const draft: Draft = { line };
  addTotals(draft, row, collector, hasConcurrent);
  addSpaces(draft, row, collector);
  const last = row.get('LGCC');
  const now = row.get('GCC');
  if (typeof last === 'string') draft.lastCause = last;
  if (typeof now === 'string') draft.cause = now;
  return draft;
};
