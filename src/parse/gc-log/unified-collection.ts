import type { GcChange, GcCollector, GcMark } from '../../model/gc-series.ts';
import { changeAround, changeIn } from './change.ts';
import { numberAt } from './number.ts';
import { pauseNames } from './pause-name.ts';
import { addDetails, type Drafts, draftsById } from './unified-draft.ts';
import { zgcDetail } from './unified-zgc.ts';
import type { EventWriter, OpenEvent } from './writer.ts';

export type CollectionReader = {
  /** What stands after `GC(17) `. False: no such message is known. */
  readonly message: (text: string, id: number, line: number) => boolean;
  /** ZGC's tables are indented; for others an indented message is a phase of a phase. */
  readonly readsTables: () => boolean;
  readonly learn: (about: { readonly collector?: GcCollector; readonly regionBytes?: number }) => void;
  /** No more lines of the collections so far will come. */
  readonly end: () => void;
};

const withMark = (marks: readonly GcMark[] | undefined, mark: GcMark | undefined): readonly GcMark[] | undefined =>
  mark === undefined ? marks : [...(marks ?? []), mark];

type Part = 'eden' | 'survivor' | 'oldRegions' | 'humongous' | 'young' | 'old' | 'metaspace';

/** Lines with the figures of a part, and whose collector's they are. */
const parts: readonly (readonly [string, Part, GcCollector | undefined])[] = [
  ['Eden regions:', 'eden', 'G1'],
  ['Survivor regions:', 'survivor', 'G1'],
  ['Old regions:', 'oldRegions', 'G1'],
  ['Humongous regions:', 'humongous', 'G1'],
  ['PSYoungGen:', 'young', 'Parallel'],
  ['ParOldGen:', 'old', 'Parallel'],
  ['PSOldGen:', 'old', 'Parallel'],
  ['ParNew:', 'young', 'CMS'],
  ['CMS:', 'old', 'CMS'],
  ['DefNew:', 'young', 'Serial'],
  ['Tenured:', 'old', 'Serial'],
  ['Metaspace:', 'metaspace', undefined],
];
/** By the code of the first letter. */
const partsByLetter: (typeof parts | undefined)[] = Array.from({ length: 128 });
for (const part of parts) {
  const letter = part[0].charCodeAt(0);
  partsByLetter[letter] = [...(partsByLetter[letter] ?? []), part];
}

/** Cycles of Shenandoah end with their last `Concurrent cleanup`: known when another begins. */
const closeCycles = (drafts: Drafts, writer: EventWriter, before: number): void => {
  for (const draft of drafts.all()) {
    if (draft.id >= before || draft.cycle === undefined) continue;
    writer.add(draft.cycle);
    drafts.drop(draft.id);
  }
};

/** Reads the messages of collections, `GC(n) ...`. `event` makes one with the clock of the line. */
export const collectionReader = (
  writer: EventWriter,
  event: (kind: OpenEvent['kind'], line: number, id?: number) => OpenEvent,
): CollectionReader => {
  const drafts = draftsById();
  const nameOf = pauseNames();
  /** The last summary: its processor times come on the line after it. */
  let last: OpenEvent | undefined;
  let regionBytes: number | undefined;
  let tables = false;

  /** The first lines of a log may be gone with an older file: the words of a collection tell the collector as well. */
  const seen = (collector: GcCollector | undefined): void => {
    const known = writer.knows().collector;
    if (collector === undefined || (known !== undefined && !(known === 'ZGC' && collector === 'ZGC generational')))
      return;
    writer.learn({ collector });
    tables = collector.startsWith('ZGC');
  };

  const cpu = (message: string): true => {
    const system = message.indexOf('Sys=');
    const real = message.indexOf('Real=');
    if (last === undefined || system === -1 || real === -1) return true;
    last.userMs = numberAt(message, 5) * 1000;
    last.systemMs = numberAt(message, system + 4) * 1000;
    last.realMs = numberAt(message, real + 5) * 1000;
    last = undefined;
    return true;
  };

  /** `Pause Young (Normal) (G1 Evacuation Pause) 7M->6M(64M) 9.064ms`, `Pause Remark 0.3ms`; without a time: the start of one. */
  const pause = (message: string, id: number, line: number): boolean => {
    const joined = message.indexOf('ms User=');
    if (joined === -1 && !message.endsWith('ms')) {
      if (!message.startsWith('Pause Init Mark')) return true;
      seen('Shenandoah');
      closeCycles(drafts, writer, id);
      return true;
    }
    const space = message.lastIndexOf(' ', joined === -1 ? message.length : joined);
    const durationMs = numberAt(message, space + 1);
    if (Number.isNaN(durationMs)) return false;
    const arrow = message.indexOf('->');
    const heap = arrow === -1 ? undefined : changeAround(message, arrow);
    const name = nameOf(message.slice(0, arrow === -1 ? space : message.lastIndexOf(' ', arrow)));
    if (name.cause?.startsWith('G1 ')) seen('G1');
    const draft = drafts.of(id);
    const made = event(name.kind, line, id);
    made.durationMs = durationMs;
    if (name.cause !== undefined) made.cause = name.cause;
    if (name.phase !== undefined) made.phase = name.phase;
    const marks = withMark(name.marks, draft.mark);
    if (marks !== undefined) made.marks = marks;
    if (heap !== undefined) made.heap = heap;
    addDetails(made, draft, heap, regionBytes);
    if (name.kind === 'full' && made.old === undefined && heap?.afterBytes !== undefined)
      made.old = { afterBytes: heap.afterBytes };
    if (name.kind !== 'pause') drafts.drop(id);
    writer.add(made);
    last = made;
    return joined === -1 ? true : cpu(message.slice(joined + 3));
  };

  /** `Garbage Collection (Warmup) 24M(25%)->24M(25%)`, `Major Collection (Proactive) 10M(10%)->22M(23%) 0.011s`. */
  const zgcCycle = (message: string, id: number, line: number): boolean => {
    const single = message.startsWith('Garbage');
    seen(single ? 'ZGC' : 'ZGC generational');
    const arrow = message.indexOf('->');
    if (arrow === -1) return true;
    const heap = changeAround(message, arrow);
    if (heap === undefined) return false;
    const name = nameOf(message.slice(0, message.lastIndexOf(' ', arrow)));
    const draft = drafts.of(id);
    const made = event('cycle', line, id);
    made.phase = single ? 'Garbage Collection' : message.startsWith('Major') ? 'Major Collection' : 'Minor Collection';
    if (name.cause !== undefined) made.cause = name.cause;
    const seconds = numberAt(message, message.lastIndexOf(' ') + 1);
    if (message.endsWith('s') && !Number.isNaN(seconds)) made.durationMs = Math.round(seconds * 1000);
    made.heap = heap;
    const live = (draft.liveYoungBytes ?? 0) + (draft.liveOldBytes ?? 0);
    if (draft.liveOldBytes !== undefined && live > 0) made.liveBytes = live;
    if (draft.oldUsedBytes !== undefined) made.old = { afterBytes: draft.oldUsedBytes };
    if (draft.metaspace !== undefined) made.metaspace = draft.metaspace;
    drafts.drop(id);
    writer.add(made);
    return true;
  };

  const concurrent = (message: string, id: number, line: number): true => {
    if (message.startsWith('Concurrent cleanup')) {
      const heap = changeIn(message);
      if (heap === undefined) return true;
      const cycle = event('cycle', line, id);
      cycle.heap = heap;
      cycle.phase = message.includes('(Young)') ? 'Young' : message.includes('(Old)') ? 'Old' : 'Global';
      drafts.of(id).cycle = cycle;
    } else if (message.endsWith('ms') && /^Concurrent (?:Mark |Undo )?Cycle /.test(message)) {
      const cycle = event('cycle', line, id);
      cycle.phase = 'Concurrent Mark Cycle';
      cycle.durationMs = numberAt(message, message.lastIndexOf(' ') + 1);
      writer.add(cycle);
      last = cycle;
    }
    return true;
  };

  /** CMS after its sweep: `Old: 25355K->25355K(43712K)`. */
  const swept = (message: string, id: number, line: number): boolean => {
    const old = changeIn(message);
    if (old === undefined) return false;
    const cycle = event('cycle', line, id);
    cycle.phase = 'Concurrent Sweep';
    cycle.old = old;
    writer.add(cycle);
    return true;
  };

  const figures = (message: string, id: number): boolean => {
    const candidates = partsByLetter[message.charCodeAt(0)];
    if (candidates === undefined) return false;
    for (const [prefix, part, collector] of candidates) {
      if (!message.startsWith(prefix)) continue;
      const change: GcChange | undefined = changeIn(message, prefix.length);
      if (change === undefined) return false;
      drafts.of(id)[part] = change;
      seen(collector);
      return true;
    }
    return false;
  };

  const message = (text: string, id: number, line: number): boolean => {
    const first = text.charCodeAt(0);
    if (first === 80 && text.startsWith('Pause ')) return pause(text, id, line);
    // `Y: Pause Mark Start (Major) 0.008ms`: the generation of a generational ZGC.
    if (text.charCodeAt(1) === 58 && text.startsWith('Pause ', 3)) return pause(text.slice(3), id, line);
    if (first === 85 && text.startsWith('User=')) return cpu(text);
    if (first === 67 && text.startsWith('Concurrent ')) return concurrent(text, id, line);
    if (figures(text, id)) return true;
    if ((first === 71 || first === 77) && /^(?:Garbage|Major|Minor) Collection/.test(text))
      return zgcCycle(text, id, line);
    if (text.startsWith('Old: ')) return swept(text, id, line);
    if (text.startsWith('To-space exhausted')) {
      drafts.of(id).mark = 'evacuation-failure';
      return true;
    }
    return tables && zgcDetail(text, drafts.of(id));
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
