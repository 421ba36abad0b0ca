import { bothEntries, type LogMatch, type LogPattern, type LogScan } from '../../model/log-scan.ts';
import { detached } from '../text/lines.ts';
import { circuitBreakerOpen } from './circuit-breaker.ts';
import { codeCacheFull } from './code-cache.ts';
import { databaseDeadlock } from './database-deadlock.ts';
import { databaseUnreachable } from './database-unreachable.ts';
import { entryCounter, isDebug, levelOf } from './entries.ts';
import { isExcerptHead, readCounted, type WholeLog } from './excerpt-head.ts';
import type { Found } from './found.ts';
import { jsonLine } from './json-line.ts';
import { jvmCrash } from './jvm-crash.ts';
import { nativeThreadExhausted } from './native-thread.ts';
import { openFiles } from './open-files.ts';
import { optimisticLock } from './optimistic-lock.ts';
import { outOfMemory } from './out-of-memory.ts';
import { poolTimeout } from './pool-timeout.ts';
import { queueFull } from './queue-full.ts';
import { sessionShared } from './session-shared.ts';
import { timeOf } from './time.ts';

/** Matches kept of each pattern: so many from the front, so many from the end. */
const keptEachEnd = 20;
const maxTextChars = 500;
/** Where a match stands in a longer line, so much of what comes before is kept. */
const leadChars = 120;
/** A line of a stack trace has the time of the entry above it, looked for so far up. */
const maxLookBack = 300;

/** `above(1)` is the line before: a stack trace is known by its first lines together. */
type Find = (text: string, above: (back: number) => string | undefined) => Found | undefined;

/** An application that tells of a failure at DEBUG has dealt with it; SQL texts stand there, too. */
const notAtDebug =
  (find: Find): Find =>
  (text, above) =>
    isDebug(levelOf(text)) ? undefined : find(text, above);

const patterns: readonly (readonly [LogPattern, Find])[] = [
  ['native-thread-exhausted', nativeThreadExhausted],
  ['pool-timeout', poolTimeout],
  ['database-unreachable', databaseUnreachable],
  ['circuit-breaker-open', notAtDebug(circuitBreakerOpen)],
  ['out-of-memory', outOfMemory],
  ['database-deadlock', notAtDebug(databaseDeadlock)],
  ['optimistic-lock', notAtDebug(optimisticLock)],
  ['session-shared', notAtDebug(sessionShared)],
  ['open-files', notAtDebug(openFiles)],
  ['queue-full', notAtDebug(queueFull)],
  ['code-cache-full', codeCacheFull],
  ['jvm-crash', jvmCrash],
];

/** Words of which every match has one: lines without are passed over at once. */
const worthALook =
  /native thread|pthread_create failed|Cannot create|Failed to create a thread|Connection is not available|waiting for (?:a )?connection|Timeout failure |pthread_create \(|Pool empty|wait millis|GetConnectionTimeout|waiting for idle object|pool exhausted|checkout a Connection|timed out while waiting to acquire|[Aa]cquisition timed out|Pool#acquire|refused\. Check that|connection attempt failed|Communications link failure|Network Adapter could not|ORA-12541|CircuitBreaker|short-circuited|The TCP\/IP connection to|OutOfMemoryError|deadlock|Deadlock|Lock wait timeout|could not serialize|lock timeout|ORA-00060|SQLCODE=-911|SQLState: 40|unilaterally aborted|CannotAcquireLock|LockAcquisitionException|RollbackException|CannotSerialize|Optimistic|Stale(?:Object)?State|Row was updated or deleted|unexpected row count|optimistic locking|threadsafe access|unsafe use of the session|Flush during cascade|two open sessions|at (?:[\w.]{1,60}\/)?org\.hibernate\.(?:engine|internal\.util)|Too many open files|Rejected|pool is EXHAUSTED|Compiler has been disabled|^#\s+(?:SIG[A-Z]{2,6} \(|EXCEPTION_|Internal Error \(|[CVJjvA] {2}\S|Native memory allocation \()/;

const excerpt = (text: string, index: number): string => {
  if (text.length <= maxTextChars) return detached(text);
  const from = index + maxTextChars / 2 <= maxTextChars ? 0 : index - leadChars;
  const part = text.slice(from, from + maxTextChars - 2);
  return detached(`${from > 0 ? '…' : ''}${part}${from + part.length < text.length ? '…' : ''}`);
};

/** What one line holds: each pattern at most once. */
type LineMatch = { readonly pattern: LogPattern; readonly text: string; readonly values: Found['values'] };

const matchesIn = (texts: readonly string[], above: (back: number) => string | undefined): readonly LineMatch[] => {
  const hopeful = texts.filter((text) => worthALook.test(text)).map((text) => text.split(/\r?\n/));
  return patterns.flatMap(([pattern, find]): readonly LineMatch[] => {
    for (const parts of hopeful) {
      for (const [i, part] of parts.entries()) {
        const found = find(part, (back) => (parts.length === 1 ? above(back) : parts[i - back]));
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
};

const summed = (a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Record<string, number> => {
  const sum = { ...a };
  for (const [name, count] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
};

export type LogScanner = { readonly batch: (lines: readonly string[]) => void; readonly scan: () => LogScan };

/** Counts lines, not events: an exception that is logged with its causes counts once per line that says it. */
export const logScanner = (artifactId: string): LogScanner => {
  const first = new Map<LogPattern, LogMatch[]>(patterns.map(([pattern]) => [pattern, []]));
  const last = new Map<LogPattern, LogMatch[]>(patterns.map(([pattern]) => [pattern, []]));
  const counts = new Map<LogPattern, number>(patterns.map(([pattern]) => [pattern, 0]));
  const counter = entryCounter();
  let totalLines = 0;
  let above: readonly string[] = [];
  /** Inside an excerpt whose maker counted the whole log its lines are not counted again. */
  let place: 'log' | 'head' | 'counted' | 'uncounted' = 'log';
  let uncounted = false;
  const wholes: WholeLog[] = [];

  const lineAt = (lines: readonly string[], index: number): string | undefined =>
    index >= 0 ? lines[index] : above[above.length + index];

  const timeAt = (lines: readonly string[], index: number): string | undefined => {
    for (let back = 0; back < maxLookBack; back++) {
      const line = lineAt(lines, index - back);
      if (line === undefined) return undefined;
      const time = timeOf(line);
      if (time !== undefined) return detached(time);
      if (!/^(?:\s|Caused by: |Suppressed: |[\w.$]+(?:Exception|Error)\b|$)/.test(line)) return undefined;
    }
    return undefined;
  };

  const keep = (match: LogMatch): void => {
    if (place !== 'counted') counts.set(match.pattern, (counts.get(match.pattern) ?? 0) + 1);
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
        if (place === 'head') {
          const whole = readCounted(line);
          place = whole === undefined ? 'uncounted' : 'counted';
          if (whole !== undefined) wholes.push(whole);
        }
        if (isExcerptHead(line)) {
          place = 'head';
          continue;
        }
        if (place === 'uncounted') uncounted = true;
        if (place === 'log') counter.line(line);
        if (!worthALook.test(line)) continue;
        const json = jsonLine(line);
        const found = matchesIn(json === undefined || worthALook.test(json.prefix) ? [line] : json.texts, (back) =>
          lineAt(lines, index - back),
        );
        if (found.length === 0) continue;
        const at = json?.at ?? timeAt(lines, index);
        for (const match of found) {
          const cited =
            json?.trace === undefined ? match : { ...match, text: `${match.text} (trace_id ${json.trace})` };
          keep({ artifactId, line: totalLines + index + 1, ...(at === undefined ? {} : { at }), ...cited });
        }
      }
      totalLines += lines.length;
      above = lines.slice(-maxLookBack);
    },
    scan: () => ({
      matches: [...first.values(), ...last.values()].flat().sort((a, b) => a.line - b.line),
      counts: [Object.fromEntries(counts), ...wholes.map((whole) => whole.counts)].reduce(summed, {}),
      totalLines,
      ...(uncounted
        ? {}
        : { entries: [...wholes.map((whole) => whole.entries), counter.entries()].reduce(bothEntries) }),
    }),
  };
};
