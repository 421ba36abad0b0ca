import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { largestChildren, walkDominated } from '../../facts/heap/subtree.ts';
import { RequestError } from '../../model/exit-code.ts';
import { addressText, type HeapGraph } from '../../model/heap-graph.ts';
import { edgeName } from '../../parse/hprof/graph/edges.ts';
import { type DumpGraph, readGraph } from '../../parse/hprof/read-graph.ts';
import {
  type EdgeLabel,
  heapSnapshot,
  type SnapshotInput,
  type SnapshotTotals,
} from '../../report/heapsnapshot/write.ts';
import { fileSource } from '../file-source.ts';
import { type HeapProgress, overall } from './read.ts';

export type ExportWork = {
  readonly path: string;
  readonly output: string;
  /** Only what this object keeps, or the largest so many; absent: everything. */
  readonly subtree?: string;
  readonly top?: number;
};

export type Exported = SnapshotTotals & { readonly output: string; readonly bytes: number; readonly cut?: string };

/** More than DevTools and its peers can open. */
const mostObjects = 20_000_000;

const topsOf = (graph: HeapGraph, { subtree, top }: ExportWork): readonly number[] => {
  if (subtree === undefined) return largestChildren(graph, 0, top ?? graph.reached).largest;
  const object = graph.objectAt(Number.parseInt(subtree, 16));
  const number = object < 0 ? 0 : (graph.number[object] as number);
  if (number !== 0) return [number];
  throw new RequestError('no-such-object', `${subtree}: no reachable object stands there`, [
    'jdiag heap FILE lists the largest objects with their addresses',
  ]);
};

const chosen = (graph: HeapGraph, tops: readonly number[]): Int32Array => {
  const objects: number[] = [];
  for (const top of tops) walkDominated(graph, top, (v) => void objects.push(graph.vertex[v] as number));
  if (objects.length > mostObjects) {
    throw new RequestError('too-large', `${objects.length} objects are more than DevTools can open`, [
      '--top 20 writes the largest objects with what they keep, --subtree ADDRESS one of them',
    ]);
  }
  return Int32Array.from(objects);
};

const labelOf = ({ graph, named }: DumpGraph, from: number, edge: number): EdgeLabel => {
  const name = named.names?.[edge] ?? edgeName.class;
  const own = graph.classObjects.get(from);
  if (name <= edgeName.firstStatic) {
    const field = graph.classes[own ?? 0]?.statics[edgeName.firstStatic - name];
    return { kind: 'property', name: field?.name ?? '?' };
  }
  if (name === edgeName.class) return { kind: 'internal', name: '<class>' };
  if (name === edgeName.local) return { kind: 'internal', name: '<local variable>' };
  if (name === edgeName.superclass) return { kind: 'internal', name: '<superclass>' };
  if (name === edgeName.loader) return { kind: 'internal', name: '<loader>' };
  if (graph.classes[graph.classOf[from] as number]?.kind === 'object-array') return { kind: 'element', index: name };
  return { kind: 'property', name: named.fieldNames[name] ?? '?' };
};

/** Pieces are written together from this size on. */
const writtenBytes = 1 << 20;

const writeFile = (input: SnapshotInput, output: string): Omit<Exported, 'cut'> => {
  const partial = `${output}.partial`;
  const file = openSync(partial, 'w', 0o600);
  let totals: SnapshotTotals = { nodes: 0, edges: 0 };
  let bytes = 0;
  let held = '';
  const flush = (): void => {
    const block = Buffer.from(held);
    for (let at = 0; at < block.length; ) at += writeSync(file, block, at);
    bytes += block.length;
    held = '';
  };
  try {
    for (const piece of heapSnapshot(input, (known) => {
      totals = known;
    })) {
      held += piece;
      if (held.length >= writtenBytes) flush();
    }
    flush();
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  renameSync(partial, output);
  return { ...totals, output, bytes };
};

/** Writes a heap dump, or a part of it, as a V8 heap snapshot. Throws RequestError for a part that is not there. */
export const exportSnapshot = async (
  work: ExportWork,
  onProgress: (progress: HeapProgress) => void,
): Promise<Exported> => {
  const dump = await readGraph(fileSource(work.path), {
    allEdges: true,
    onPhase: (phase, share) => onProgress({ phase, share: overall(phase, share, 'graph') }),
  });
  const { graph, cut } = dump;
  const tops = topsOf(graph, work);
  const written = writeFile(
    {
      graph,
      objects: chosen(graph, tops),
      tops: tops.map((v) => {
        const object = graph.vertex[v] as number;
        return { object, name: addressText(graph.addressOf(object)) };
      }),
      label: (from, edge) => labelOf(dump, from, edge),
    },
    work.output,
  );
  return { ...written, ...(cut === undefined ? {} : { cut }) };
};
