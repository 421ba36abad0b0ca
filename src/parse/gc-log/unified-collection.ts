import type { GcCollector, GcMark } from '../../model/gc-series.ts';
import { ascii, find, findLast, isAt } from '../text/bytes.ts';
import { changeAround, changeIn, findArrow } from './change.ts';
import { lastEnd, numberAt } from './number.ts';
import { readName } from './pause-name.ts';
import { readOnce } from './read-once.ts';
import { readCpu, user } from './unified-cpu.ts';
import { addDetails, type Drafts, draftsById } from './unified-draft.ts';
import { partLineAt } from './unified-part.ts';
import { addZgcFigures, type ZgcCollection, zgcCollectionAt, zgcDetail } from './unified-zgc.ts';
import type { EventWriter, OpenEvent } from './writer.ts';

export type CollectionReader = {
  /** What stands in [from, to), after `GC(17) `. False: no such message is known. */
  readonly message: (bytes: Buffer, from: number, to: number, id: number, line: number) => boolean;
  /** ZGC's tables are indented; for others an indented message is a phase of a phase. */
  readonly readsTables: () => boolean;
  readonly learn: (about: { readonly collector?: GcCollector; readonly regionBytes?: number }) => void;
  /** No more lines of the collections so far will come. */
  readonly end: () => void;
};

/** Makes an event with the clock of the line in hand. */
export type NewEvent = (kind: OpenEvent['kind'], line: number, id?: number) => OpenEvent;

const pauseWord = ascii('Pause ');
const initMark = ascii('Pause Init Mark');
const concurrentWord = ascii('Concurrent ');
const cleanup = ascii('Concurrent cleanup');
const g1Cycles = ['Concurrent Mark Cycle ', 'Concurrent Cycle ', 'Concurrent Undo Cycle '].map(ascii);
const joinedCpu = ascii('ms User=');
const oldSwept = ascii('Old: ');
const exhausted = ascii('To-space exhausted');
const ofYoung = ascii('(Young)');
const ofOld = ascii('(Old)');

const endsWithMs = (bytes: Uint8Array, to: number): boolean => bytes[to - 1] === 115 && bytes[to - 2] === 109;

const withMark = (marks: readonly GcMark[] | undefined, mark: GcMark | undefined): readonly GcMark[] | undefined =>
  mark === undefined ? marks : [...(marks ?? []), mark];

/** Cycles of Shenandoah end with their last `Concurrent cleanup`: known when another begins. */
const closeCycles = (drafts: Drafts, writer: EventWriter, before: number): void => {
  for (const draft of drafts.all()) {
    if (draft.id >= before || draft.cycle === undefined) continue;
    writer.add(draft.cycle);
    drafts.drop(draft.id);
  }
};

/** Reads the messages of collections, `GC(n) ...`. */
export const collectionReader = (writer: EventWriter, event: NewEvent): CollectionReader => {
  const drafts = draftsById();
  const nameOf = readOnce(readName);
  /** The last summary: its processor times come on the line after it. */
  let last: OpenEvent | undefined;
  let regionBytes: number | undefined;
  let tables = false;

  /** The first lines of a log may be gone with an older file: the words of a collection tell the collector as well. */
  const seen = (collector: GcCollector | undefined): void => {
    if (collector === undefined) return;
    const known = writer.knows().collector;
    if (known !== undefined && !(known === 'ZGC' && collector === 'ZGC generational')) return;
    writer.learn({ collector });
    tables = collector.startsWith('ZGC');
  };

  const add = (made: OpenEvent): void => {
    writer.add(made);
    last = made;
  };

  const cpu = (bytes: Buffer, from: number): true => {
    if (last !== undefined) readCpu(bytes, from, last);
    last = undefined;
    return true;
  };

  /** `Pause Remark`, `Pause Init Mark (unload classes)`: a pause begins, its figures come later. */
  const pauseBegins = (bytes: Buffer, from: number, id: number): true => {
    if (isAt(bytes, from, initMark)) {
      seen('Shenandoah');
      closeCycles(drafts, writer, id);
    }
    return true;
  };

  /** `Pause Young (Normal) (G1 Evacuation Pause) 7M->6M(64M) 9.064ms`, `Pause Remark 0.3ms`; without a time: the start of one. */
  const pause = (bytes: Buffer, from: number, to: number, id: number, line: number): boolean => {
    const joined = endsWithMs(bytes, to) ? -1 : find(bytes, joinedCpu, from, to);
    if (joined === -1 && !endsWithMs(bytes, to)) return pauseBegins(bytes, from, id);
    const msAt = joined === -1 ? to - 2 : joined;
    const space = findLast(bytes, 32, from, msAt);
    const durationMs = numberAt(bytes, space + 1);
    if (Number.isNaN(durationMs) || lastEnd() !== msAt) return false;
    const before = findLast(bytes, 32, from, space);
    const arrow = findArrow(bytes, before + 1, space);
    const name = nameOf(bytes, from, arrow === -1 ? space : before);
    if (name.cause?.startsWith('G1 ')) seen('G1');
    const draft = drafts.of(id);
    const made = event(name.kind, line, id);
    made.durationMs = durationMs;
    if (name.cause !== undefined) made.cause = name.cause;
    if (name.phase !== undefined) made.phase = name.phase;
    const marks = withMark(name.marks, draft.mark);
    if (marks !== undefined) made.marks = marks;
    const heap = arrow === -1 ? undefined : changeAround(bytes, arrow, from);
    if (heap !== undefined) made.heap = heap;
    addDetails(made, draft, regionBytes);
    if (name.kind === 'full' && made.old === undefined && heap?.afterBytes !== undefined)
      made.old = { afterBytes: heap.afterBytes };
    if (name.kind !== 'pause') drafts.drop(id);
    add(made);
    return joined === -1 ? true : cpu(bytes, joined + 3);
  };

  /** `Garbage Collection (Warmup) 24M(25%)->24M(25%)`, `Major Collection (Proactive) 10M(10%)->22M(23%) 0.011s`; without figures: it begins. */
  const zgcCycle = (
    bytes: Buffer,
    from: number,
    to: number,
    id: number,
    line: number,
    phase: ZgcCollection,
  ): boolean => {
    seen(phase === 'Garbage Collection' ? 'ZGC' : 'ZGC generational');
    const arrow = findArrow(bytes, from, to);
    if (arrow === -1) return true;
    const heap = changeAround(bytes, arrow, from);
    if (heap === undefined) return false;
    const { cause } = nameOf(bytes, from, Math.max(from, findLast(bytes, 32, from, arrow)));
    const made = event('cycle', line, id);
    made.phase = phase;
    if (cause !== undefined) made.cause = cause;
    const seconds = bytes[to - 1] === 115 ? numberAt(bytes, findLast(bytes, 32, from, to) + 1) : Number.NaN;
    if (!Number.isNaN(seconds)) made.durationMs = Math.round(seconds * 1000);
    made.heap = heap;
    addZgcFigures(made, drafts.of(id));
    drafts.drop(id);
    writer.add(made);
    return true;
  };

  /** `Concurrent cleanup 24M->20M(64M) 0.1ms` of Shenandoah: the last of a cycle tells what it left. */
  const cleanedUp = (bytes: Buffer, from: number, to: number, id: number, line: number): void => {
    const heap = changeIn(bytes, from, to);
    if (heap === undefined) return;
    const cycle = event('cycle', line, id);
    cycle.heap = heap;
    const isYoung = find(bytes, ofYoung, from, to) !== -1;
    cycle.phase = isYoung ? 'Young' : find(bytes, ofOld, from, to) !== -1 ? 'Old' : 'Global';
    drafts.of(id).cycle = cycle;
  };

  /** G1's `Concurrent Mark Cycle 3.1ms` (`Concurrent Cycle` before JDK 17), at its end. */
  const concurrent = (bytes: Buffer, from: number, to: number, id: number, line: number): true => {
    if (isAt(bytes, from, cleanup)) cleanedUp(bytes, from, to, id, line);
    else if (endsWithMs(bytes, to) && g1Cycles.some((words) => isAt(bytes, from, words))) {
      const cycle = event('cycle', line, id);
      cycle.phase = 'Concurrent Mark Cycle';
      cycle.durationMs = numberAt(bytes, findLast(bytes, 32, from, to) + 1);
      add(cycle);
    }
    return true;
  };

  /** CMS after its sweep: `Old: 25355K->25355K(43712K)`. */
  const swept = (bytes: Buffer, from: number, to: number, id: number, line: number): boolean => {
    const old = changeIn(bytes, from, to);
    if (old === undefined) return false;
    const cycle = event('cycle', line, id);
    cycle.phase = 'Concurrent Sweep';
    cycle.old = old;
    writer.add(cycle);
    return true;
  };

  const figures = (bytes: Buffer, from: number, to: number, id: number): boolean => {
    const found = partLineAt(bytes, from);
    if (found === undefined) return false;
    const change = changeIn(bytes, from + found.words.length, to);
    if (change === undefined) return false;
    drafts.of(id)[found.part] = change;
    seen(found.collector);
    return true;
  };

  const message = (bytes: Buffer, from: number, to: number, id: number, line: number): boolean => {
    const first = bytes[from];
    if (first === 80 && isAt(bytes, from, pauseWord)) return pause(bytes, from, to, id, line);
    // `Y: Pause Mark Start (Major) 0.008ms`: the generation of a generational ZGC.
    if (bytes[from + 1] === 58 && isAt(bytes, from + 3, pauseWord)) return pause(bytes, from + 3, to, id, line);
    if (first === 85 && isAt(bytes, from, user)) return cpu(bytes, from);
    if (first === 67 && isAt(bytes, from, concurrentWord)) return concurrent(bytes, from, to, id, line);
    if (figures(bytes, from, to, id)) return true;
    const collection = zgcCollectionAt(bytes, from);
    if (collection !== undefined) return zgcCycle(bytes, from, to, id, line, collection);
    if (first === 79 && isAt(bytes, from, oldSwept)) return swept(bytes, from, to, id, line);
    if (first === 84 && isAt(bytes, from, exhausted)) {
      drafts.of(id).mark = 'evacuation-failure';
      return true;
    }
    if (tables) zgcDetail(bytes, from, to, drafts.of(id));
    return tables;
  };

  return {
    message,
    readsTables: () => tables,
    learn: (about) => {
      if (about.collector !== undefined) tables = about.collector.startsWith('ZGC');
      regionBytes = about.regionBytes ?? regionBytes;
    },
    end: () => {
      closeCycles(drafts, writer, Number.POSITIVE_INFINITY);
      drafts.clear();
      last = undefined;
    },
  };
};
