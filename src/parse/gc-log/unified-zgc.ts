import { ascii, isAt, skipSpaces } from '../text/bytes.ts';
import { sizeAt } from './number.ts';
import type { UnifiedDraft } from './unified-draft.ts';
import type { OpenEvent } from './writer.ts';

const dash = 45;
const closing = 41;

/** The value in so manieth a column of a row of ZGC's heap table; NaN: `-` or no row. */
const column = (row: Uint8Array, from: number, to: number, wanted: number): number => {
  let at = from;
  for (let index = 0; ; index++) {
    at = skipSpaces(row, at);
    if (at >= to) return Number.NaN;
    if (index === wanted) return sizeAt(row, at);
    if (row[at] !== dash) while (at < to && row[at] !== closing) at++;
    at++;
  }
};

/** `Mark Start`, `Mark End`, `Relocate Start`, `Relocate End`. */
const markEnd = 1;
const relocateEnd = 3;

const heapTable = ascii('Heap Statistics');
const youngTable = ascii('Young Generation Statistics');
const oldTable = ascii('Old Generation Statistics');
const metaspace = ascii('Metaspace: ');
const live = ascii('Live:');
const used = ascii('Used:');

/** The indented rows of the table. */
const row = (bytes: Uint8Array, from: number, to: number, draft: UnifiedDraft): void => {
  const at = skipSpaces(bytes, from);
  if (isAt(bytes, at, live)) {
    const liveBytes = column(bytes, at + live.length, to, markEnd);
    if (Number.isNaN(liveBytes)) return;
    if (draft.section === 'young') draft.liveYoungBytes = liveBytes;
    else draft.liveOldBytes = liveBytes;
  } else if (draft.section === 'old' && isAt(bytes, at, used)) {
    const usedBytes = column(bytes, at + used.length, to, relocateEnd);
    if (!Number.isNaN(usedBytes)) draft.oldUsedBytes = usedBytes;
  }
};

/** `Y: `, `y: `, `O: `, `o: `: the generation of a generational ZGC. */
const generationLength = (bytes: Uint8Array, from: number): number => {
  if (bytes[from + 1] !== 58) return 0;
  const letter = (bytes[from] as number) | 0x20;
  return letter === 121 || letter === 111 ? 3 : 0;
};

/**
 * The lines of a ZGC cycle that carry figures (gc/z/zStat.cpp `ZStatHeap::print`): rows of the heap table (`     Used:   24M (25%) ...`,
 * `     Live:     -    20M (22%) ...`), the metaspace, and which generation the table is about (`O: Old Generation Statistics:`).
 */
export const zgcDetail = (bytes: Uint8Array, from: number, to: number, draft: UnifiedDraft): void => {
  const at = from + generationLength(bytes, from);
  const first = bytes[at];
  if (first === 32) row(bytes, at, to, draft);
  else if (first === 72 && isAt(bytes, at, heapTable)) draft.section = 'heap';
  else if (first === 89 && isAt(bytes, at, youngTable)) draft.section = 'young';
  else if (first === 79 && isAt(bytes, at, oldTable)) draft.section = 'old';
  else if (first === 77 && isAt(bytes, at, metaspace)) {
    const usedBytes = sizeAt(bytes, at + metaspace.length);
    if (usedBytes > 0) draft.metaspace = { afterBytes: usedBytes };
  } else row(bytes, at, to, draft);
};

export type ZgcCollection = 'Garbage Collection' | 'Major Collection' | 'Minor Collection';

const collections = (['Garbage Collection', 'Major Collection', 'Minor Collection'] as const).map(
  (name): readonly [Uint8Array, ZgcCollection] => [ascii(name), name],
);

/** The collection a message is about (gc/z/zDriver.cpp). */
export const zgcCollectionAt = (bytes: Uint8Array, at: number): ZgcCollection | undefined => {
  const first = bytes[at];
  if (first !== 71 && first !== 77) return undefined;
  for (const [words, name] of collections) if (isAt(bytes, at, words)) return name;
  return undefined;
};

/** What the tables of a collection said. */
export const addZgcFigures = (event: OpenEvent, draft: UnifiedDraft): void => {
  const liveBytes = (draft.liveYoungBytes ?? 0) + (draft.liveOldBytes ?? 0);
  if (draft.liveOldBytes !== undefined && liveBytes > 0) event.liveBytes = liveBytes;
  if (draft.oldUsedBytes !== undefined) event.old = { afterBytes: draft.oldUsedBytes };
  if (draft.metaspace !== undefined) event.metaspace = draft.metaspace;
};
