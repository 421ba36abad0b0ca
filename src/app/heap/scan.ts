import { collectionTally, elementClass } from '../../facts/heap/collections.ts';
import { addContent, contentSum, endContent, restart, shownText, stringTally } from '../../facts/heap/strings.ts';
import type { HeapDump, HeapDuplicateStrings } from '../../model/heap-dump.ts';
import { addressText, eachReference, type HeapGraph } from '../../model/heap-graph.ts';
import {
  type ContentSource,
  longestText,
  placedFields,
  readFields,
  readTexts,
} from '../../parse/hprof/contents/read.ts';
import { scanContents } from '../../parse/hprof/contents/scan.ts';
import { hasBit } from '../../parse/hprof/graph/bits.ts';
import { readId, word } from '../../parse/hprof/records/id.ts';
import { type Watched, wantedContents } from './wanted.ts';

const isZero = (bytes: Uint8Array, from: number, to: number): boolean => {
  for (let at = from; at < to; at++) if (bytes[at] !== 0) return false;
  return true;
};

const shownDuplicates = 10;

/** Bytes of a long text that count: enough to tell it from others of its length. */
const comparedBytes = 64 << 10;

export type Duplicates = ReturnType<ReturnType<typeof stringTally>['result']>;

type Buffers = { buffers: number; capacityBytes: number; biggest: { object: number; capacityBytes: number }[] };

/**
 * One pass over the contents: how full collections are, which strings are there more than once, direct buffers. No `duplicates` where all texts
 * were blanked, as in a redacted dump: they would all be alike.
 */
export const scanHeap = async (source: ContentSource) => {
  const { graph } = source;
  const { bits, texts, textCount, watched, buffers } = wantedContents(graph);
  const bufferFields = buffers < 0 ? [] : placedFields(graph, buffers);
  const capacityAt = bufferFields.find(({ name }) => name === 'capacity')?.at ?? -1;
  // A slice has the buffer it is of; a mapped file has its file: neither is memory of its own.
  const otherwise = bufferFields.filter(({ name }) => name === 'att' || name === 'fd').map(({ at }) => at);
  const collections = collectionTally(graph, 10);
  const strings = stringTally(graph, textCount);
  const direct: Buffers = { buffers: 0, capacityBytes: 0, biggest: [] };
  const sum = contentSum();
  let isBlank = true;
  let blanked = 0;
  let isReadable = false;
  await scanContents(source, { bits }, (object, bytes, from, to, { offset, length, code }) => {
    if (code !== 0) {
      if (!hasBit(texts, object)) return;
      const end = Math.min(to, from + Math.max(0, comparedBytes - offset));
      if (offset === 0) isBlank = true;
      isBlank &&= isZero(bytes, from, end);
      if (offset === 0) restart(sum);
      addContent(sum, bytes, from, end);
      if (offset + to - from < length) return;
      if (isBlank) {
        blanked++;
        return;
      }
      isReadable = true;
      endContent(sum);
      // The length and kind of the array keep apart what begins alike.
      strings.add(object, Math.imul(sum.first ^ length, 0x9e3779b1), sum.second ^ code);
      return;
    }
    const ordinal = graph.classOf[object] as number;
    if (ordinal === buffers && capacityAt >= 0) {
      if (otherwise.some((at) => readId(bytes, from + at, graph.idBytes) !== 0)) return;
      const capacityBytes = word(bytes, from + capacityAt);
      direct.buffers++;
      direct.capacityBytes += capacityBytes;
      direct.biggest.push({ object, capacityBytes });
      if (direct.biggest.length > 1000)
        direct.biggest = direct.biggest.sort((a, b) => b.capacityBytes - a.capacityBytes).slice(0, 10);
      return;
    }
    const { shape, sizeAt, isLong, tableAt } = watched[ordinal] as Watched;
    const entries = sizeAt < 0 ? -1 : Math.max(0, word(bytes, from + sizeAt + (isLong ? 4 : 0)));
    collections.add(
      object,
      shape,
      entries,
      tableAt < 0 ? -1 : graph.objectAt(readId(bytes, from + tableAt, graph.idBytes)),
    );
  });
  const duplicates = blanked > 0 && !isReadable ? undefined : strings.result(shownDuplicates);
  return { collections, duplicates, direct };
};

/** The strings most is wasted on, with what may be shown of them and who keeps one. */
export const duplicateStrings = async (
  source: ContentSource,
  duplicates: Duplicates,
  holderOf: (array: number) => string | undefined,
): Promise<HeapDuplicateStrings> => {
  const texts = await readTexts(
    source,
    duplicates.top.map(({ array }) => array),
  );
  return {
    ...duplicates,
    top: duplicates.top.map(({ array, copies, wastedBytes }) => {
      const text = texts.get(array) ?? '';
      const holder = holderOf(array);
      const kept = holder === undefined ? {} : { holder };
      return { shown: shownText(text, text.length >= longestText), chars: text.length, copies, wastedBytes, ...kept };
    }),
  };
};

export const largeCollections = (graph: HeapGraph, collections: Awaited<ReturnType<typeof scanHeap>>['collections']) =>
  collections.large().map(({ object, entries, capacity, table }) => {
    const element = elementClass(graph, table);
    return {
      object,
      address: addressText(graph.addressOf(object)),
      entries,
      capacity,
      ...(element === undefined ? {} : { elementClass: element }),
    };
  });

/** Objects of the queue of java.lang.ref.Finalizer; undefined where it has none (its class is not in the dump). */
export const finalizersOf = async (source: ContentSource): Promise<HeapDump['finalizers']> => {
  const { graph } = source;
  const finalizer = graph.classes.find(({ name }) => name === 'java.lang.ref.Finalizer');
  const queue = graph.objectAt(finalizer?.statics.find(({ name }) => name === 'queue')?.value ?? 0);
  if (finalizer === undefined || queue < 0) return undefined;
  const length = (await readFields(source, [queue])).get(queue)?.find(({ name }) => name === 'queueLength')?.value;
  if (length === undefined) return undefined;
  const counts = new Map<string, number>();
  for (let object = 0; Number(length) > 0 && object < graph.objects; object++) {
    if (graph.classOf[object] !== finalizer.ordinal || graph.number[object] === 0) continue;
    eachReference(graph, object, (target, isWeak) => {
      const name = graph.classes[graph.classOf[target] as number]?.name ?? 'unknown';
      if (isWeak) counts.set(name, (counts.get(name) ?? 0) + 1);
    });
  }
  const byClass = [...counts].map(([className, instances]) => ({ className, instances }));
  return { pending: Number(length), byClass: byClass.sort((a, b) => b.instances - a.instances).slice(0, 10) };
};
