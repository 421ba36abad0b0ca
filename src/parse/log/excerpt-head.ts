import type { LogEntries } from '../../model/log-scan.ts';
import { parsedJson } from '../json/values.ts';

/** What an excerpt of a log says of the whole it was cut from: its lines are only those around the known ones. */
export type WholeLog = { readonly counts: Readonly<Record<string, number>>; readonly entries: LogEntries };

const start = '# jdiag: known lines of ';
const counted = '# jdiag: counted ';

export const isExcerptHead = (line: string): boolean => line.startsWith(start);

export const excerptHead = (what: string): string => `${start}${what}`;

export const countedLine = (whole: WholeLog): string => `${counted}${JSON.stringify(whole)}`;

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;

/** Reads what `countedLine` wrote; undefined when it is anything else. */
export const readCounted = (line: string): WholeLog | undefined => {
  if (!line.startsWith(counted) || line.length > 4000) return undefined;
  const json = parsedJson(line.slice(counted.length)) as Partial<WholeLog> | undefined;
  const { counts, entries } = json ?? {};
  if (typeof counts !== 'object' || counts === null || typeof entries !== 'object' || entries === null)
    return undefined;
  const { total, debug, debugPerSecond } = entries;
  if (!Object.values(counts).every(isCount) || !isCount(total) || !isCount(debug)) return undefined;
  return { counts, entries: { total, debug, ...(isCount(debugPerSecond) ? { debugPerSecond } : {}) } };
};
