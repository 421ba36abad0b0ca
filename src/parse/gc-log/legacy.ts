import { countOther, countUnidentified, type LineCount } from './accounting.ts';
import { isoTimeAt, isoTimeEnd } from './clock.ts';
import { bannerLine, commandLineFlags } from './jvm-line.ts';
import { absorb, collectorOfLine, finish, type LegacyDraft } from './legacy-figures.ts';
import { isLegacyDetail } from './legacy-known.ts';
import { headEnd, legacyMarks, legacyNames } from './legacy-name.ts';
import { lastEnd, numberAt } from './number.ts';
import { addSafepoint, besideCollection, safepointLine } from './safepoint-line.ts';
import type { LineReader } from './unified.ts';
import type { EventWriter, OpenEvent } from './writer.ts';

const startsCollection = (line: string, at: number): boolean => {
  if (line.charCodeAt(at) !== 91) return false;
  if (line.startsWith('[Full GC', at)) return true;
  return line.startsWith('[GC', at) && !line.startsWith('[GC concurrent', at) && !line.startsWith('[GC Worker', at);
};

/** Messages of concurrent phases and of the log itself, after the stamps. */
const isAside = (line: string, at: number): boolean => {
  const first = line.charCodeAt(at);
  if (first === 71) return line.startsWith('GC log file', at);
  if (first === 32) return line.startsWith(' [G1Ergonomics', at);
  if (first !== 91) return false;
  const second = line.charCodeAt(at + 1);
  if (second === 67) return line.startsWith('[CMS-concurrent', at);
  if (second === 71) return line.startsWith('[GC concurrent', at) || line.startsWith('[G1Ergonomics', at);
  return second === 80 && line.startsWith('[Preclean', at);
};

/** A concurrent cycle that is over: from here on collections show what it freed. */
const cycleEnd = (line: string, at: number): string | undefined => {
  if (line.startsWith('[CMS-concurrent-sweep:', at)) return 'Concurrent Sweep';
  return line.startsWith('[GC concurrent-mark-end', at) ? 'Concurrent Mark Cycle' : undefined;
};

/** Lines of JDK 5 to 8: `-XX:+PrintGC`, `-XX:+PrintGCDetails` and what is printed beside them. */
export const legacyReader = (writer: EventWriter, count: LineCount): LineReader => {
  const nameOf = legacyNames();
  let open: LegacyDraft | undefined;
  let atMs = Number.NaN;
  let uptimeMs = Number.NaN;

  /** Reads `2026-11-20T13:35:11.117+0000: 0.098: ` and the like; returns where the message begins. */
  const stamps = (line: string): number => {
    atMs = Number.NaN;
    uptimeMs = Number.NaN;
    let at = 0;
    while (line.charCodeAt(at) === 32) at++;
    const time = isoTimeAt(line, at);
    if (!Number.isNaN(time)) {
      const end = isoTimeEnd(line, at);
      if (line.charCodeAt(end) !== 58) return at;
      atMs = time;
      at = end + 2;
    }
    const seconds = numberAt(line, at);
    if (Number.isNaN(seconds)) return at;
    const end = lastEnd();
    if (line.charCodeAt(end) !== 58) return at;
    uptimeMs = Math.round(seconds * 1e6) / 1e3;
    return line.charCodeAt(end + 1) === 32 ? end + 2 : end + 1;
  };

  /** Since the last line on a safepoint. */
  let hasCollected = false;

  const close = (): void => {
    if (open === undefined) return;
    const { event, whole } = open;
    if (whole || event.durationMs !== undefined) {
      writer.add(finish(open));
      hasCollected ||= event.kind !== 'cycle';
    }
    open = undefined;
  };

  const event = (kind: OpenEvent['kind'], line: number): OpenEvent => {
    const made: OpenEvent = { kind, line };
    if (!Number.isNaN(uptimeMs)) made.uptimeMs = uptimeMs;
    if (!Number.isNaN(atMs)) made.atMs = atMs;
    return made;
  };

  const start = (line: string, at: number, lineNumber: number): void => {
    close();
    const nameFrom = line.startsWith('[Full', at) ? at + 8 : at + 3;
    const wordEnd = line.startsWith(' pause', nameFrom)
      ? nameFrom + 6
      : line.startsWith(' remark', nameFrom)
        ? nameFrom + 7
        : line.startsWith(' cleanup', nameFrom)
          ? nameFrom + 8
          : nameFrom;
    const headTo = headEnd(line, wordEnd);
    const name = nameOf(line.slice(at, headTo));
    const made = event(name.kind, lineNumber);
    if (name.cause !== undefined) made.cause = name.cause;
    if (name.phase !== undefined) made.phase = name.phase;
    open = { event: made, whole: false, pending: '' };
    take(line, headTo, lineNumber);
    if (line.startsWith('[GC--', at)) addMarks(['promotion-failed']);
  };

  const addMarks = (marks: NonNullable<OpenEvent['marks']>): void => {
    if (open === undefined || marks.length === 0) return;
    open.event.marks = [...new Set([...(open.event.marks ?? []), ...marks])];
  };

  const take = (line: string, from: number, lineNumber: number): void => {
    if (open === undefined) return;
    addMarks(legacyMarks(line));
    if (writer.knows().collector === undefined) {
      const collector = collectorOfLine(line);
      if (collector !== undefined) writer.learn({ collector });
    }
    if (lineNumber !== open.event.line) open.event.endLine = lineNumber;
    if (absorb(line, open, from)) close();
  };

  const safepoint = (line: string, at: number, lineNumber: number): boolean => {
    const times = safepointLine(at === 0 ? line : line.slice(at));
    if (times === undefined) return false;
    if (times === 'nothing') return true;
    close();
    // The line counts the collection that ran at this safepoint, too.
    const own = hasCollected ? besideCollection(times) : times;
    hasCollected = false;
    if (own !== 'nothing') addSafepoint(writer, event('safepoint', lineNumber), own);
    return true;
  };

  const aboutJvm = (line: string): boolean => {
    if (line.startsWith('CommandLine flags: ')) {
      writer.learn(commandLineFlags(line.slice(19)));
      return true;
    }
    const said = bannerLine(line);
    if (said !== undefined) writer.learn(said);
    return said !== undefined;
  };

  /** A line that belongs to the open collection, or to none. */
  const other = (line: string, at: number, lineNumber: number): boolean => {
    if (isAside(line, at) && !line.includes('->')) {
      const phase = cycleEnd(line, at);
      if (phase !== undefined) writer.add({ ...event('cycle', lineNumber), phase, clockAtEnd: true });
      return true;
    }
    if (open !== undefined && (line.includes('->') || line.includes(' secs]') || line.includes('[1 CMS-'))) {
      take(line, 0, lineNumber);
      return true;
    }
    const code = line.charCodeAt(at);
    if ((code === 84 || code === 65) && safepoint(line, at, lineNumber)) return true;
    if (at === 0 && (code === 67 || code === 79 || code === 74 || code === 69) && aboutJvm(line)) return true;
    return isLegacyDetail(line, at);
  };

  return {
    line: (block, from, to, lineNumber) => {
      const line = block.slice(from, to);
      const first = line.charCodeAt(0);
      const at = (first >= 48 && first <= 57) || first === 32 ? stamps(line) : 0;
      if (startsCollection(line, at)) start(line, at, lineNumber);
      else if (!other(line, at, lineNumber)) {
        if (at > 0 && line.charCodeAt(at) === 91 && !Number.isNaN(uptimeMs)) countUnidentified(count, lineNumber, line);
        else countOther(count, lineNumber, line);
        return;
      }
      count.recognised++;
    },
    end: close,
  };
};
