import type { DateLine } from './banner.ts';
import { dateLine } from './banner.ts';

/** Prefixes remembered: a log may mix a few containers. */
const maxPrefixes = 4;
const maxPrefixLength = 400;
/** Fields of JSON log lines that hold the text: Docker, Logstash, Bunyan and Pino, Google Cloud. */
const textFields = ['log', 'message', 'msg', 'textPayload'] as const;

/** `2026-11-20T10:00:00.123Z INFO [main] ` -> the same with any digits, since times and counters change. */
const digitsFree = (prefix: string): RegExp => {
  const parts = prefix.trimEnd().split(/\d+/);
  const escaped = parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  // Numbers of lines as an editor shows them are moved to the right: the blanks before them change, too.
  if (escaped.length > 1 && (escaped[0] ?? '').trim() === '') escaped[0] = '[ \\t]*';
  return new RegExp(`^${escaped.join('\\d+')} ?`);
};

const inJson = (line: string): readonly string[] | undefined => {
  const brace = line.indexOf('{"');
  if (brace === -1) return undefined;
  let record: unknown;
  try {
    record = JSON.parse(line.slice(brace));
  } catch {
    return undefined;
  }
  for (const field of textFields) {
    const text = (record as Record<string, unknown>)[field];
    if (typeof text === 'string') return text.replace(/\r?\n$/, '').split(/\r?\n/);
  }
  return undefined;
};

/** A zoned time at the start of a prefix: the log's clock at the dump's first line. */
const prefixTime = (prefix: string): DateLine | undefined => {
  const match = /^\S{19,35}/.exec(prefix);
  const date = match === null ? undefined : dateLine(match[0]);
  return date?.naive === false ? date : undefined;
};

export type Embedding = {
  /** The text inside of a log line: fields of JSON records split into lines, or what follows a prefix seen before. */
  readonly unwrap: (line: string) => readonly string[] | undefined;
  /** Learns the prefix before `column` of a line whose rest was understood. Tells the time written there. */
  readonly learn: (line: string, column: number) => DateLine | undefined;
};

/** Finds the dump's own lines in application logs: JSON records, container and logger prefixes. */
export const embedding = (): Embedding => {
  const prefixes: RegExp[] = [];
  return {
    unwrap: (line) => {
      for (const prefix of prefixes) {
        const match = prefix.exec(line);
        if (match !== null) return [line.slice(match[0].length)];
      }
      return line.charCodeAt(line.length - 1) === 125 ? inJson(line) : undefined;
    },
    learn: (line, column) => {
      if (column === 0 || column > maxPrefixLength) return undefined;
      const prefix = line.slice(0, column);
      prefixes.unshift(digitsFree(prefix));
      prefixes.length = Math.min(prefixes.length, maxPrefixes);
      return prefixTime(prefix);
    },
  };
};

/** Where a dump's line may begin inside of a prefixed one: the banner, else the first quote of a header. */
export const dumpColumn = (line: string): number => {
  const banner = line.indexOf('Full thread dump ');
  if (banner !== -1) return banner;
  return line.includes(' tid=') || /" (?:prio=\d{1,2} )?Id=\d/.test(line) || line.includes('" - Thread t@')
    ? line.indexOf('"')
    : -1;
};
