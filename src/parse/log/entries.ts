import type { LogEntries } from '../../model/log-scan.ts';
import { timeOf } from './time.ts';

/** So much of a line is looked at for its level. */
const headChars = 160;

const level =
  /(?:^|[\s[(|])(TRACE|DEBUG|FINE|FINER|FINEST|INFO|WARN|WARNING|ERROR|SEVERE|FATAL)(?=[\s\])|:]|$)|"(?:level|log\.level|severity)"\s?:\s?"(\w{4,7})"/;

export const levelOf = (line: string): string | undefined => {
  const found = level.exec(line.length > headChars ? line.slice(0, headChars) : line);
  return found?.[1] ?? found?.[2]?.toUpperCase();
};

export const isDebug = (name: string | undefined): boolean =>
  name === 'DEBUG' || name === 'TRACE' || (name?.startsWith('FINE') ?? false);

/** Milliseconds of a time as logs write it, good for differences within one log. */
const clockOf = (text: string): number | undefined => {
  const day = /^(\d\d):(\d\d):(\d\d)[.,](\d{3})$/.exec(text);
  if (day !== null) return ((Number(day[1]) * 60 + Number(day[2])) * 60 + Number(day[3])) * 1000 + Number(day[4]);
  if (/^\d+\.\d{3}s$/.test(text)) return Number(text.slice(0, -1)) * 1000;
  const ms = Date.parse(text.replace(',', '.').replace(/^(\d{4})\/(\d\d)\/(\d\d)/, '$1-$2-$3'));
  return Number.isNaN(ms) ? undefined : ms;
};

/** Counts entries by level as they come. */
export const entryCounter = () => {
  let total = 0;
  let debug = 0;
  let first: string | undefined;
  let last = '';
  return {
    line: (line: string): void => {
      const name = levelOf(line);
      if (name === undefined) return;
      total++;
      if (isDebug(name)) debug++;
      first ??= line.slice(0, 80);
      last = line;
    },
    entries: (): LogEntries => {
      const [from, to] = [timeOf(first ?? ''), timeOf(last)].map((time) =>
        time === undefined ? undefined : clockOf(time),
      );
      const spanMs = from === undefined || to === undefined ? 0 : to - from;
      return { total, debug, ...(spanMs >= 1000 ? { debugPerSecond: (debug * 1000) / spanMs } : {}) };
    },
  };
};
