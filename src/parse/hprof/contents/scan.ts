import type { HeapGraph } from '../../../model/heap-graph.ts';
import { hasBit } from '../graph/bits.ts';
import type { Block } from '../graph/edges.ts';
import { classDumpEnd } from '../index/class-table.ts';
import type { OpenDump } from '../open-dump.ts';
import { rootLengths } from '../records/roots.ts';
import { sub, typeBytes } from '../records/tags.ts';
import type { RecordHandler } from '../records/walk.ts';

/**
 * Called with the bytes of a wanted object: the record of an instance at once, arrays in pieces; `offset` bytes of `length` came before.
 * `piece` is only good for the call. `code`: type of the elements of an array of primitives, 2 for references, 0 for instances.
 */
export type ContentVisitor = (
  object: number,
  bytes: Uint8Array,
  from: number,
  to: number,
  piece: { readonly offset: number; readonly length: number; readonly code: number },
) => void;

/** A pass that hands over the bytes of the wanted objects. */
const contentPass = (graph: HeapGraph, wanted: Int32Array, visit: ContentVisitor): RecordHandler => {
  const { idBytes } = graph;
  const wide = idBytes === 8;
  const idAt = idBytes - 4;
  const lengths = rootLengths(idBytes);
  let view: DataView = new DataView(new ArrayBuffer(0));
  const instanceHead = 1 + idBytes + 4 + idBytes + 4;
  const objectArrayHead = 1 + idBytes + 8 + idBytes;
  const primitiveArrayHead = 1 + idBytes + 9;
  let open: { object: number; offset: number; length: number; code: number } | undefined;
  /** Handed to the visitor each time: millions of them would be garbage. */
  const piece = { offset: 0, length: 0, code: 0 };
  const tell = (
    object: number,
    bytes: Uint8Array,
    from: number,
    to: number,
    offset: number,
    length: number,
    code: number,
  ): void => {
    piece.offset = offset;
    piece.length = length;
    piece.code = code;
    visit(object, bytes, from, to, piece);
  };

  const array = (bytes: Uint8Array, at: number, to: number): number => {
    if (open === undefined) return at;
    const end = Math.min(to, at + handler.rest);
    // Elements are not split: what is left over comes with the next piece.
    const element = open.code === 2 ? idBytes : (typeBytes[open.code] as number);
    const whole = end - ((end - at) % element);
    if (whole > at) tell(open.object, bytes, at, whole, open.offset, open.length, open.code);
    open.offset += whole - at;
    handler.rest -= whole - at;
    if (handler.rest === 0) open = undefined;
    return whole;
  };

  const handler = {
    fault: -1,
    rest: 0,
    heap(bytes: Uint8Array, from: number, to: number): number {
      let at = from;
      if (view.buffer !== bytes.buffer) view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      if (handler.rest > 0) {
        at = array(bytes, at, to);
        if (handler.rest > 0) return at;
      }
      open = undefined;
      while (at < to) {
        const kind = bytes[at] as number;
        if (kind === sub.class) {
          const end = classDumpEnd(bytes, at, to, idBytes);
          if (end < 0) break;
          at = end;
          continue;
        }
        if (
          kind !== sub.instance &&
          kind !== sub.objectArray &&
          kind !== sub.primitiveArray &&
          kind !== sub.primitiveArrayNoData
        ) {
          const length = lengths[kind] as number;
          if (length === 0) handler.fault = kind;
          if (length === 0 || to - at < length) break;
          at += length;
          continue;
        }
        const head =
          kind === sub.instance ? instanceHead : kind === sub.objectArray ? objectArrayHead : primitiveArrayHead;
        if (to - at < head) break;
        const object = graph.objectAtWords(wide ? view.getInt32(at + 1) : 0, view.getInt32(at + 1 + idAt));
        const isWanted = object >= 0 && hasBit(wanted, object);
        if (kind === sub.instance) {
          const length = view.getUint32(at + 5 + 2 * idBytes);
          if (at + head + length > to && length < 1 << 20) break;
          if (isWanted && at + head + length <= to) {
            tell(object, bytes, at + head, at + head + length, 0, length, 0);
          }
          at += head + length;
          continue;
        }
        const count = view.getUint32(at + 5 + idBytes);
        const code = kind === sub.objectArray ? 2 : (bytes[at + 9 + idBytes] as number);
        const element = code === 2 ? idBytes : (typeBytes[code] ?? 0);
        const length = kind === sub.primitiveArrayNoData ? 0 : count * element;
        at += head;
        if (!isWanted || length === 0) {
          at += length;
          continue;
        }
        open = { object, offset: 0, length, code };
        handler.rest = length;
        at = array(bytes, at, to);
        if (handler.rest > 0) break;
      }
      return at;
    },
  };
  return handler;
};

const isIn = (block: Block, wanted: readonly number[]): boolean => {
  let low = 0;
  let high = wanted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((wanted[middle] as number) < block.lowest) low = middle + 1;
    else high = middle;
  }
  return low < wanted.length && (wanted[low] as number) <= block.highest;
};

/** How far an array may reach beyond its block before the whole pass is the better way. */
const pieceBytes = 2 << 20;

/** Reads the stretches of the file in which the objects stand. */
const readBlocks = async (dump: OpenDump, blocks: readonly Block[], handler: RecordHandler): Promise<void> => {
  const buffer = dump.window();
  for (const block of blocks) {
    let position = block.position;
    let left = block.length;
    handler.rest = 0;
    while (left > 0 || handler.rest > 0) {
      const size = Math.min(pieceBytes, buffer.length - 64, Math.max(left, handler.rest));
      const got = await dump.readAt(buffer.subarray(0, size), position);
      if (got === 0) break;
      const stopped = handler.heap(buffer, 0, Math.min(got, Math.max(left, handler.rest)), position);
      handler.fault = -1;
      if (stopped === 0) break;
      position += stopped;
      left -= stopped;
    }
  }
};

/**
 * Reads the bytes of some objects again. Few of them: only the stretches of the file they stand in (not in gzip); else one pass.
 */
export const scanContents = async (
  { dump, graph, blocks }: { readonly dump: OpenDump; readonly graph: HeapGraph; readonly blocks: readonly Block[] },
  wanted: { readonly bits: Int32Array; readonly few?: readonly number[] },
  visit: ContentVisitor,
): Promise<void> => {
  const handler = contentPass(graph, wanted.bits, visit);
  if (wanted.few !== undefined && dump.isSeekable) {
    const sorted = [...wanted.few].sort((a, b) => a - b);
    const needed = blocks.filter((block) => isIn(block, sorted));
    if (needed.length * 3 < blocks.length || needed.length < 64) return readBlocks(dump, needed, handler);
  }
  await dump.walk(handler);
};
