import { classNameOf, eachReference, type HeapGraph, shallowBytesOf } from '../../model/heap-graph.ts';
import { edgeType, nodeFields, nodeType, snapshotMeta } from './meta.ts';

/** What an edge is called: a field (`property`), a place in an array (`element`), something of the JVM's own (`internal`). */
export type EdgeLabel =
  | { readonly kind: 'property' | 'internal'; readonly name: string }
  | { readonly kind: 'element'; readonly index: number };

export type SnapshotInput = {
  readonly graph: HeapGraph;
  /** Objects to write, in any order, with what the GC roots refer to first among them. */
  readonly objects: Int32Array;
  /** Objects that stand directly below the root. */
  readonly tops: readonly { readonly object: number; readonly name: string }[];
  /** Of the nth reference of all. */
  readonly label: (from: number, edge: number) => EdgeLabel;
};

export type SnapshotTotals = { readonly nodes: number; readonly edges: number };

/** Numbers are joined by the thousand: one string of all of them would be larger than V8 allows. */
const batch = 4096;

/** `/` root of DevTools, then "(GC roots)". */
const syntheticNodes = 2;

function* joined(numbers: Iterable<string>): Generator<string> {
  let parts: string[] = [];
  let isFirst = true;
  for (const text of numbers) {
    parts.push(text);
    if (parts.length < batch) continue;
    yield (isFirst ? '' : ',\n') + parts.join(',\n');
    isFirst = false;
    parts = [];
  }
  if (parts.length > 0) yield (isFirst ? '' : ',\n') + parts.join(',\n');
}

/** Texts of the snapshot, each once. */
const stringPool = () => {
  const places = new Map<string, number>();
  const strings: string[] = [];
  const add = (text: string): number => {
    const known = places.get(text);
    if (known !== undefined) return known;
    places.set(text, strings.length);
    return strings.push(text) - 1;
  };
  return { strings, add };
};

const typeOf = (graph: HeapGraph, object: number): number => {
  const kind = graph.classObjects.has(object) ? 'instance' : graph.classes[graph.classOf[object] as number]?.kind;
  return nodeType(kind === 'instance' || kind === undefined ? 'object' : 'array');
};

/** Calls back for each reference of an object to another one that is written. */
const eachWritten = (
  { graph }: SnapshotInput,
  placeOf: Int32Array,
  object: number,
  visit: (target: number, edge: number, isWeak: boolean) => void,
): void => {
  let edge = graph.start[object] as number;
  eachReference(graph, object, (target, isWeak) => {
    if ((placeOf[target] as number) > 0) visit(target, edge, isWeak);
    edge++;
  });
};

/**
 * A heap as Chrome DevTools and VS Code open it, in pieces: texts and contents of arrays are left out, sizes are shallow. Ids are odd as
 * those of V8's own objects are.
 */
export function* heapSnapshot(input: SnapshotInput, done: (totals: SnapshotTotals) => void): Generator<string> {
  const { graph, objects, tops } = input;
  const width = nodeFields.length;
  const placeOf = new Int32Array(graph.objects);
  for (let i = 0; i < objects.length; i++) placeOf[objects[i] as number] = i + syntheticNodes;
  const { strings, add } = stringPool();
  const [empty, roots] = [add(''), add('(GC roots)')];
  let edges = 1 + tops.length;
  const counts = new Int32Array(objects.length);
  for (let i = 0; i < objects.length; i++) {
    let count = 0;
    eachWritten(input, placeOf, objects[i] as number, () => count++);
    counts[i] = count;
    edges += count;
  }
  const nodes = objects.length + syntheticNodes;
  yield `{"snapshot":${snapshotMeta(nodes, edges)},\n"nodes":[`;
  const nodeTexts = function* (): Generator<string> {
    const synthetic = nodeType('synthetic');
    yield `${synthetic},${empty},1,0,1,0,0`;
    yield `${synthetic},${roots},3,0,${tops.length},0,0`;
    for (let i = 0; i < objects.length; i++) {
      const object = objects[i] as number;
      const name = add(classNameOf(graph, object));
      yield `${typeOf(graph, object)},${name},${(i + syntheticNodes) * 2 + 1},${shallowBytesOf(graph, object)},${counts[i]},0,0`;
    }
  };
  yield* joined(nodeTexts());
  yield '],\n"edges":[';
  const edgeTexts = function* (): Generator<string> {
    yield `${edgeType('element')},0,${width}`;
    for (const { object, name } of tops)
      yield `${edgeType('internal')},${add(name)},${(placeOf[object] as number) * width}`;
    for (let i = 0; i < objects.length; i++) {
      const texts: string[] = [];
      const from = objects[i] as number;
      eachWritten(input, placeOf, from, (target, edge, isWeak) => {
        const label = input.label(from, edge);
        const to = (placeOf[target] as number) * width;
        if (label.kind === 'element') texts.push(`${edgeType('element')},${label.index},${to}`);
        else texts.push(`${edgeType(isWeak ? 'weak' : label.kind)},${add(label.name)},${to}`);
      });
      if (texts.length > 0) yield texts.join(',\n');
    }
  };
  yield* joined(edgeTexts());
  yield '],\n"trace_function_infos":[],\n"trace_tree":[],\n"samples":[],\n"locations":[],\n"strings":[';
  yield* joined(strings.map((text) => JSON.stringify(text)));
  yield ']}\n';
  done({ nodes, edges });
}
