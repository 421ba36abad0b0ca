import { ascii, isAt, skipSpaces, textOf } from '../text/bytes.ts';
import { countOther, countUnidentified, type LineCount } from './accounting.ts';
import { findArrow } from './change.ts';
import { type Clock, isoTimeAt, isoTimeEnd } from './clock.ts';
import { bannerLine, commandLineFlags } from './jvm-line.ts';
import { cycleEnd, failedMark, firstWordsEnd, isAside, startsCollection } from './legacy-bracket.ts';
import { collectorOfLine } from './legacy-collector.ts';
import { addMark, finish, type LegacyDraft, legacyDraft } from './legacy-draft.ts';
import { absorb } from './legacy-figures.ts';
import { isLegacyDetail, isPhaseRow } from './legacy-known.ts';
import { headEnd, readHead } from './legacy-name.ts';
import { lastEnd, numberAt } from './number.ts';
import { readOnce } from './read-once.ts';
import { addSafepoint, besideCollection, safepointLine } from './safepoint-line.ts';
import type { LineReader } from './unified.ts';
import type { EventWriter, OpenEvent } from './writer.ts';

const flags = ascii('CommandLine flags: ');

/** Lines of JDK 5 to 8: `-XX:+PrintGC`, `-XX:+PrintGCDetails` and what is printed beside them. */
export const legacyReader = (writer: EventWriter, count: LineCount): LineReader => {
  const nameOf = readOnce(readHead);
  let open: LegacyDraft | undefined;
  const clock: Clock = { atMs: Number.NaN, uptimeMs: Number.NaN };

  /** Reads `2026-11-20T13:35:11.117+0000: 0.098: ` and the like; returns where the message begins. */
  const stamps = (bytes: Uint8Array, from: number): number => {
    clock.atMs = Number.NaN;
    clock.uptimeMs = Number.NaN;
    let at = skipSpaces(bytes, from);
    const time = isoTimeAt(bytes, at);
    if (!Number.isNaN(time)) {
      const end = isoTimeEnd(bytes, at);
      if (bytes[end] !== 58) return at;
      clock.atMs = time;
      at = end + 2;
    }
    const seconds = numberAt(bytes, at);
    if (Number.isNaN(seconds)) return at;
    const end = lastEnd();
    if (bytes[end] !== 58) return at;
    clock.uptimeMs = Math.round(seconds * 1e6) / 1e3;
    return bytes[end + 1] === 32 ? end + 2 : end + 1;
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
    if (!Number.isNaN(clock.uptimeMs)) made.uptimeMs = clock.uptimeMs;
    if (!Number.isNaN(clock.atMs)) made.atMs = clock.atMs;
    return made;
  };

  /** Whether the line says something of the open collection. */
  const take = (bytes: Buffer, lineStart: number, from: number, to: number, line: number): boolean => {
    if (open === undefined) return false;
    const begins = line === open.event.line;
    const absorbed = absorb(bytes, lineStart, from, to, open, begins);
    if (absorbed === 'nothing') return false;
    if (!begins) open.event.endLine = line;
    if (writer.knows().collector === undefined) {
      const collector = collectorOfLine(bytes, lineStart, to);
      if (collector !== undefined) writer.learn({ collector });
    }
    if (absorbed === 'all') close();
    return true;
  };

  const start = (bytes: Buffer, lineStart: number, at: number, to: number, line: number): void => {
    close();
    const headTo = headEnd(bytes, firstWordsEnd(bytes, at), to);
    const name = nameOf(bytes, at, headTo);
    const made = event(name.kind, line);
    if (name.cause !== undefined) made.cause = name.cause;
    if (name.phase !== undefined) made.phase = name.phase;
    if (name.marks !== undefined) made.marks = name.marks;
    const failed = failedMark(bytes, at, headTo);
    if (failed !== undefined) addMark(made, failed);
    open = legacyDraft(made);
    take(bytes, lineStart, headTo, to, line);
  };

  const safepoint = (bytes: Buffer, at: number, to: number, line: number): boolean => {
    const times = safepointLine(bytes, at, to);
    if (times === undefined) return false;
    if (times === 'nothing') return true;
    close();
    // The line counts the collection that ran at this safepoint, too.
    const own = hasCollected ? besideCollection(times) : times;
    hasCollected = false;
    if (own !== 'nothing') addSafepoint(writer, event('safepoint', line), own);
    return true;
  };

  const aboutJvm = (bytes: Buffer, from: number, to: number): boolean => {
    if (isAt(bytes, from, flags)) {
      writer.learn(commandLineFlags(textOf(bytes, from + flags.length, to)));
      return true;
    }
    const said = bannerLine(textOf(bytes, from, to));
    if (said !== undefined) writer.learn(said);
    return said !== undefined;
  };

  const aside = (bytes: Buffer, at: number, line: number): void => {
    const phase = cycleEnd(bytes, at);
    if (phase === undefined) return;
    const cycle = event('cycle', line);
    cycle.phase = phase;
    cycle.clockAtEnd = true;
    writer.add(cycle);
  };

  /** A line that belongs to the open collection, or to none. */
  const other = (bytes: Buffer, from: number, at: number, to: number, line: number): boolean => {
    if (isAside(bytes, at) && (open === undefined || findArrow(bytes, at, to) === -1)) {
      aside(bytes, at, line);
      return true;
    }
    if (isPhaseRow(bytes, from, to) || take(bytes, from, from, to, line)) return true;
    const code = bytes[at];
    if ((code === 84 || code === 65) && safepoint(bytes, at, to, line)) return true;
    if (at === from && (code === 67 || code === 79 || code === 74 || code === 69) && aboutJvm(bytes, from, to))
      return true;
    return isLegacyDetail(bytes, at, to);
  };

  return {
    line: (bytes, from, to, line) => {
      const first = bytes[from] as number;
      const at = (first >= 48 && first <= 57) || first === 32 ? stamps(bytes, from) : from;
      if (startsCollection(bytes, at)) start(bytes, from, at, to, line);
      else if (!other(bytes, from, at, to, line)) {
        if (at > from && bytes[at] === 91 && !Number.isNaN(clock.uptimeMs))
          countUnidentified(count, line, bytes, from, to);
        else countOther(count, line, bytes, from, to);
        return;
      }
      count.recognised++;
    },
    end: close,
  };
};
