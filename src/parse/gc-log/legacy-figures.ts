import type { GcChange, GcCollector } from '../../model/gc-series.ts';
import { changeAround } from './change.ts';
import { numberAt, sizeAt, sizeStartBefore } from './number.ts';
import type { OpenEvent } from './writer.ts';

/** A collection that is being read: JDK 8 spreads one over several lines. */
export type LegacyDraft = {
  readonly event: OpenEvent;
  /** The change of the whole heap was seen: nothing but the times can follow. */
  whole: boolean;
  /** A generation whose figures come on a later line. */
  pending: string;
  eden?: GcChange | undefined;
  survivors?: GcChange | undefined;
};

const young = new Set(['PSYoungGen', 'DefNew', 'ParNew', 'ASParNew', 'ASPSYoungGen']);
const old = new Set(['ParOldGen', 'PSOldGen', 'Tenured', 'CMS', 'ASCMS', 'ASPSOldGen']);
/** Their old generation is collected by the line that names it, also where it begins with `[GC`. */
const oldBySameLine = new Set(['Tenured', 'CMS']);

/** The word before the colon before `at`: `[PSYoungGen: 1K->`, `[ParNew (promotion failed): 1K->`, ` Heap: 1K(2K)->`; undefined: no colon. */
const nameBefore = (line: string, at: number): string | undefined => {
  let to = at - 1;
  while (line.charCodeAt(to) === 32) to--;
  if (line.charCodeAt(to) !== 58) return undefined;
  to--;
  while (line.charCodeAt(to) === 32) to--;
  if (line.charCodeAt(to) === 41) {
    to = line.lastIndexOf('(', to) - 1;
    while (line.charCodeAt(to) === 32) to--;
  }
  let from = to;
  for (; from >= 0; from--) {
    const code = line.charCodeAt(from);
    if (code === 91 || code === 32 || code === 93) break;
  }
  return line.slice(from + 1, to + 1);
};

const setChange = (draft: LegacyDraft, name: string, change: GcChange): void => {
  const { event } = draft;
  if (young.has(name)) event.young = change;
  else if (old.has(name)) {
    event.old = change;
    if (oldBySameLine.has(name) && event.kind === 'young') event.kind = 'full';
  } else if (name === 'Heap') {
    event.heap = change;
    draft.whole = true;
  } else if (name === 'Eden') draft.eden = change;
  else if (name === 'Survivors') draft.survivors = change;
  else if (name === 'Metaspace') event.metaspace = change;
};

const pendingNames = ['DefNew', 'ParNew', 'Tenured', 'CMS'] as const;

/** The generation that was opened last on this line and has no figures yet. */
const pendingIn = (line: string): string => {
  for (let at = line.lastIndexOf('['); at !== -1; at = at === 0 ? -1 : line.lastIndexOf('[', at - 1)) {
    for (const name of pendingNames) {
      if (line.startsWith(name, at + 1) && line.charCodeAt(at + 1 + name.length) !== 45) return name;
    }
  }
  return '';
};

const changes = (line: string, draft: LegacyDraft, from: number): void => {
  for (let arrow = line.indexOf('->', from); arrow !== -1; arrow = line.indexOf('->', arrow + 2)) {
    const start = sizeStartBefore(line, arrow);
    const change = start === -1 ? undefined : changeAround(line, arrow);
    if (change === undefined) continue;
    const name = nameBefore(line, start);
    if (name === undefined) {
      // G1 repeats the heap, exactly, in its last line.
      draft.event.heap = change;
      draft.whole = true;
    } else if (name === '') {
      setChange(draft, draft.pending || pendingIn(line.slice(0, start)), change);
      draft.pending = '';
    } else if (name === 'gen' || name === 'Perm') continue;
    else setChange(draft, name, change);
  }
};

/** `[1 CMS-initial-mark: 25127K(43712K)] 27657K(63360K), 0.0005 secs]`: occupancy without a change. */
const cmsPause = (line: string, draft: LegacyDraft): void => {
  const at = line.indexOf('[1 CMS-');
  if (at === -1) return;
  const remark = line.startsWith('remark', at + 7);
  const colon = line.indexOf(': ', at);
  const usedBytes = sizeAt(line, colon + 2);
  const open = line.indexOf('(', colon);
  const capacityBytes = sizeAt(line, open + 1);
  if (Number.isNaN(usedBytes) || Number.isNaN(capacityBytes)) return;
  draft.event.kind = 'pause';
  draft.event.phase = remark ? 'Remark' : 'Initial Mark';
  draft.event.old = { beforeBytes: usedBytes, capacityBytes };
  draft.whole = true;
};

/** `[Times: user=0.01 sys=0.00, real=0.01 secs]`, of which `at` is the start. */
const timesOf = (line: string, at: number, event: OpenEvent): void => {
  const user = line.indexOf('user=', at);
  const system = line.indexOf('sys=', user);
  const real = line.indexOf('real=', system);
  if (user === -1 || system === -1 || real === -1) return;
  const userMs = numberAt(line, user + 5) * 1000;
  const systemMs = numberAt(line, system + 4) * 1000;
  const realMs = numberAt(line, real + 5) * 1000;
  if (!Number.isNaN(userMs)) event.userMs = userMs;
  if (!Number.isNaN(systemMs)) event.systemMs = systemMs;
  if (!Number.isNaN(realMs)) event.realMs = realMs;
};

/** Reads what one line says of a collection. True: it was its last line. */
export const absorb = (line: string, draft: LegacyDraft, from: number): boolean => {
  const times = line.indexOf('[Times: ');
  changes(line, draft, from);
  if (!draft.whole) {
    cmsPause(line, draft);
    const pending = draft.whole ? '' : pendingIn(line);
    if (pending !== '') draft.pending = pending;
  }
  const seconds = times === -1 ? line.lastIndexOf(' secs]') : line.lastIndexOf(' secs]', times);
  if (seconds > 0) {
    const start = sizeStartBefore(line, seconds);
    if (start !== -1) draft.event.durationMs = Math.round(numberAt(line, start) * 1e7) / 1e4;
  }
  if (times === -1 || !draft.whole) return false;
  timesOf(line, times, draft.event);
  return true;
};

const collectors: readonly (readonly [string, GcCollector])[] = [
  ['[PSYoungGen', 'Parallel'],
  ['[ParNew', 'CMS'],
  ['[GC pause', 'G1'],
  ['[CMS', 'CMS'],
  ['[DefNew', 'Serial'],
  ['[Eden: ', 'G1'],
];

/** Whose words a line of a collection has. */
export const collectorOfLine = (line: string): GcCollector | undefined =>
  collectors.find(([words]) => line.includes(words))?.[1];

const less = (whole: number | undefined, part: number | undefined): number | undefined =>
  whole === undefined || part === undefined ? undefined : Math.max(0, whole - part);

const difference = (whole: GcChange, part: GcChange): GcChange => {
  const rest: { -readonly [K in keyof GcChange]: GcChange[K] } = {};
  const beforeBytes = less(whole.beforeBytes, part.beforeBytes);
  const afterBytes = less(whole.afterBytes, part.afterBytes);
  const capacityBytes = less(whole.capacityBytes, part.capacityBytes);
  if (beforeBytes !== undefined) rest.beforeBytes = beforeBytes;
  if (afterBytes !== undefined) rest.afterBytes = afterBytes;
  if (capacityBytes !== undefined) rest.capacityBytes = capacityBytes;
  return rest;
};

/** Fills what follows from the rest: the old generation is the heap less the young one. */
export const finish = ({ event, eden, survivors }: LegacyDraft): OpenEvent => {
  if (eden !== undefined) {
    event.young = {
      beforeBytes: (eden.beforeBytes ?? 0) + (survivors?.beforeBytes ?? 0),
      afterBytes: (eden.afterBytes ?? 0) + (survivors?.afterBytes ?? 0),
    };
  }
  const { heap, young: part } = event;
  if (event.old === undefined && heap !== undefined && part !== undefined) event.old = difference(heap, part);
  else if (event.old === undefined && event.kind === 'full' && heap?.afterBytes !== undefined)
    event.old = { afterBytes: heap.afterBytes };
  return event;
};
