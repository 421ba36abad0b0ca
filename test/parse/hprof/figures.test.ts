import { expect, test } from 'vitest';
import { retainedClasses } from '../../../src/facts/heap/class-rows.ts';
import { loaderGroups, retainingGroups } from '../../../src/facts/heap/loaders.ts';
import { type HeapGraph, retainedBytesOf, shallowBytesOf } from '../../../src/model/heap-graph.ts';
import { retainedByGroup } from '../../../src/parse/hprof/dominators/retained.ts';
import { readGraph, readIndex } from '../../../src/parse/hprof/read-graph.ts';
import { hprof } from '../../support/hprof.ts';

const groupsOf = (graph: HeapGraph) => {
  const loaders = loaderGroups(graph);
  const sums = retainedByGroup(
    graph,
    { first: graph.firstChild, next: graph.nextSibling },
    retainingGroups(graph, loaders),
  );
  return { ...sums, loaders: loaders.loaders };
};

test('objects aligned to 16 bytes (-XX:ObjectAlignmentInBytes=16) are as large as they lie', async () => {
  const heap = hprof();
  const align = (): void => heap.skip(16 - (heap.next() % 16));
  const aligned = (make: () => number): number => {
    align();
    return make();
  };
  const object = aligned(() => heap.class('java.lang.Object'));
  const triple = aligned(() => heap.class('Triple', { a: null, b: null, c: null }, { superclass: object }));
  const arrays = aligned(() => heap.class('[LTriple;', {}, { superclass: object }));
  const triples = Array.from({ length: 1000 }, () => aligned(() => heap.object(triple, {})));
  const bytes = aligned(() => heap.bytes(Buffer.alloc(10)));
  const array = aligned(() => heap.array(arrays, [...triples, bytes, null]));
  heap.root(array);
  const { graph, shallowBytes } = await readGraph(heap.source());
  const shallow = (address: number): number => shallowBytesOf(graph, graph.objectAt(address));
  expect([triples[0] as number, bytes, array].map(shallow)).toEqual([48, 48, 8048]);
  const index = await readIndex(heap.source(), { mark: false });
  expect(index.layout.alignBytes).toBe(16);
  expect(index.classes.map((each) => each.shallowBytes)).toEqual([0, 0, 48_000, 8048, 48]);
  expect(index.shallowBytes).toBe(shallowBytes);
});

test('few objects that happen to stand far apart are aligned to 8 bytes', async () => {
  const heap = hprof({ base: 0x7_0000_0000 });
  const node = heap.class('Node', { next: null });
  heap.skip(0x100 - (heap.next() % 0x100));
  heap.root(heap.object(node, {}));
  const { graph } = await readGraph(heap.source());
  expect(retainedBytesOf(graph, graph.objectAt(heap.next() - 24))).toBe(24);
});

test('java.lang.Class retains what all class objects do; its own counts twice, as in Eclipse MAT', async () => {
  const heap = hprof();
  const held = heap.bytes(Buffer.alloc(40));
  heap.class('java.lang.Class', {}, { statics: { cache: held } });
  heap.class('com.acme.Cache', {}, { statics: { entries: heap.bytes(Buffer.alloc(8)) } });
  const { graph } = await readGraph(heap.source());
  const [row] = retainedClasses(graph, groupsOf(graph).inner, [], 10);
  expect(row).toMatchObject({ className: 'java.lang.Class', retainedBytes: 2 * (64 + 8) + (32 + 8) });
});

test('a loader retains itself, its classes and their objects, each once', async () => {
  const heap = hprof();
  const object = heap.class('java.lang.Object');
  const loaderClass = heap.class('Loader', { names: null }, { superclass: object });
  const loader = heap.object(loaderClass, { names: heap.bytes(Buffer.alloc(16)) });
  const leaky = heap.class('Leaky', { data: null }, { superclass: object, loader, root: false });
  const kept = heap.object(leaky, { data: heap.bytes(Buffer.alloc(100)) });
  heap.root(kept);
  const { graph } = await readGraph(heap.source());
  const { outer, loaders } = groupsOf(graph);
  const of = (address: number): number => retainedBytesOf(graph, graph.objectAt(address));
  expect((outer[loaders.indexOf(loader)] as number) * 8).toBe(of(kept));
  // The object keeps its class, the class its loader.
  expect(of(kept)).toBe(24 + 128 + of(leaky));
  expect(of(leaky)).toBe(of(loader));
});

test('a loader that its own thread keeps counts beside its classes', async () => {
  const heap = hprof();
  const object = heap.class('java.lang.Object');
  const loaderClass = heap.class('Loader', {}, { superclass: object });
  const loader = heap.object(loaderClass, {});
  const leaky = heap.class('Leaky', { data: null }, { superclass: object, loader });
  const kept = heap.object(leaky, { data: heap.bytes(Buffer.alloc(100)) });
  heap.root(kept);
  heap.root(loader);
  const { graph } = await readGraph(heap.source());
  const { outer, loaders } = groupsOf(graph);
  expect((outer[loaders.indexOf(loader)] as number) * 8).toBe(16 + 24 + 128);
});

test('where no class is marked as a root, those of the boot loader are, but not arrays', async () => {
  const heap = hprof();
  const object = heap.class('java.lang.Object', {}, { root: false });
  const held = heap.bytes(Buffer.alloc(40));
  heap.class('Boot', {}, { root: false, statics: { held } });
  const array = heap.class('[LBoot;', {}, { root: false, superclass: object });
  const { graph } = await readGraph(heap.source());
  expect(retainedBytesOf(graph, graph.objectAt(held))).toBe(64);
  expect(graph.number[graph.objectAt(array)]).toBe(0);
});

test('--weak exclude: what only weak and soft references reach is not kept, what waits for its finalizer is', async () => {
  const heap = hprof();
  const object = heap.class('java.lang.Object');
  const reference = heap.class('java.lang.ref.Reference', { referent: null }, { superclass: object });
  const soft = heap.class('java.lang.ref.SoftReference', {}, { superclass: reference });
  const final = heap.class('java.lang.ref.FinalReference', {}, { superclass: reference });
  const [cached, closed] = [heap.bytes(Buffer.alloc(100)), heap.bytes(Buffer.alloc(200))];
  heap.root(heap.object(soft, { referent: cached }));
  heap.root(heap.object(final, { referent: closed }));
  for (const plain of [false, true]) {
    const { graph: followed } = await readGraph(heap.source(), { plain });
    expect(retainedBytesOf(followed, followed.objectAt(cached))).toBe(128);
    const { graph } = await readGraph(heap.source(), { plain, withoutReferents: true });
    expect(graph.number[graph.objectAt(cached)]).toBe(0);
    expect(retainedBytesOf(graph, graph.objectAt(closed))).toBe(224);
    expect(followed.reached - graph.reached).toBe(1);
  }
});
