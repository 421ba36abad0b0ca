import type { LogMatch, LogPattern, LogScan } from '../../model/log-scan.ts';
import { detached } from '../text/lines.ts';
import { databaseUnreachable } from './database-unreachable.ts';
import type { Found } from './found.ts';
import { jsonLine } from './json-line.ts';
import { nativeThreadExhausted } from './native-thread.ts';
import { outOfMemory } from './out-of-memory.ts';
import { poolTimeout } from './pool-timeout.ts';
import { timeOf } from './time.ts';

/** Matches kept of each pattern: so many from the front, so many from the end. */
const keptEachEnd = 20;
const maxTextChars = 500;
/** Where a match stands in a longer line, so much of what comes before is kept. */
const leadChars = 120;
/** A line of a stack trace has the time of the entry above it, looked for so far up. */
const maxLookBack = 300;

const patterns: readonly (readonly [LogPattern, (text: string) => Found | undefined])[] = [
  ['native-thread-exhausted', nativeThreadExhausted],
  ['pool-timeout', poolTimeout],
  ['database-unreachable', databaseUnreachable],
  ['out-of-memory', outOfMemory],
];

/** Words of which every match has one: lines without are passed over at once. */
const worthALook =
  /native thread|pthread_create failed|Cannot create|Failed to create a thread|Connection is not available|waiting for (?:a )?connection|Pool empty|wait millis|GetConnectionTimeout|waiting for idle object|pool exhausted|checkout a Connection|timed out while waiting to acquire|Acquisition timed out|refused\. Check that|connection attempt failed|Communications link failure|Network Adapter could not|ORA-12541|The TCP\/IP connection to|OutOfMemoryError/;

const excerpt = (text: string, index: number): string => {
  if (text.length <= maxTextChars) return detached(text);
  const from = index + maxTextChars / 2 <= maxTextChars ? 0 : index - leadChars;
  const part = text.slice(from, from + maxTextChars - 2);
  return detached(`${from > 0 ? '…' : ''}${part}${from + part.length < text.length ? '…' : ''}`);
};

/** What one line holds: each pattern at most once. */
type LineMatch = { readonly pattern: LogPattern; readonly text: string; readonly values: Found['values'] };

const matchesIn = (texts: readonly string[]): readonly LineMatch[] =>
  patterns.flatMap(([pattern, find]): readonly LineMatch[] => {
    for (const text of texts) {
      if (!worthALook.test(text)) continue;
      for (const part of text.split(/\r?\n/)) {
        const found = find(part);
        if (found === undefined) continue;
        const values = Object.fromEntries(
          Object.entries(found.values).map(([name, value]) => [
            name,
            typeof value === 'string' ? detached(value.slice(0, 200)) : value,
          ]),
        );
        return [{ pattern, text: excerpt(part, found.index), values }];
      }
    }
    return [];
  });

export type LogScanner = { readonly batch: (lines: readonly string[]) => void; readonly scan: () => LogScan };

/** Counts lines, not events: an exception that is logged with its causes counts once per line that says it. */
export const logScanner = (artifactId: string): LogScanner => {
  const first = new Map<LogPattern, LogMatch[]>(patterns.map(([pattern]) => [pattern, []]));
  const last = new Map<LogPattern, LogMatch[]>(patterns.map(([pattern]) => [pattern, []]));
  const counts = new Map<LogPattern, number>(patterns.map(([pattern]) => [pattern, 0]));
  let totalLines = 0;
  let above: readonly string[] = [];

  const timeAt = (lines: readonly string[], index: number): string | undefined => {
    for (let back = 0; back < maxLookBack; back++) {
      const line = lines[index - back] ?? above[above.length + index - back];
      if (line === undefined) return undefined;
      const time = timeOf(line);
      if (time !== undefined) return detached(time);
      if (!/^(?:\s|Caused by: |Suppressed: |[\w.$]+(?:Exception|Error)\b|$)/.test(line)) return undefined;
    }
    return undefined;
  };

  const keep = (match: LogMatch): void => {
    counts.set(match.pattern, (counts.get(match.pattern) ?? 0) + 1);
    const front = first.get(match.pattern) ?? [];
    if (front.length < keptEachEnd) front.push(match);
    else {
      const back = last.get(match.pattern) ?? [];
      back.push(match);
      if (back.length > keptEachEnd) back.shift();
    }
  };

  return {
    batch: (lines) => {
      for (let index = 0; index < lines.length; index++) {
        const line = lines[index] as string;
        if (!worthALook.test(line)) continue;
        const json = jsonLine(line);
        const found = matchesIn(json === undefined || worthALook.test(json.prefix) ? [line] : json.texts);
        if (found.length === 0) continue;
        const at = json?.at ?? timeAt(lines, index);
        for (const match of found)
          keep({ artifactId, line: totalLines + index + 1, ...(at === undefined ? {} : { at }), ...match });
      }
      totalLines += lines.length;
      above = lines.slice(-maxLookBack);
    },
    scan: () => ({
      matches: [...first.values(), ...last.values()].flat().sort((a, b) => a.line - b.line),
      counts: Object.fromEntries(counts),
      totalLines,
    }),
  };
};
