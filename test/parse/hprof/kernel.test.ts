import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HeapGraph } from '../../../src/model/heap-graph.ts';
import { readGraph } from '../../../src/parse/hprof/read-graph.ts';
import { bytesSource, hprof } from '../../support/hprof.ts';

type Made = {
  readonly idBytes: 4 | 8;
  readonly segmentBytes: number;
  readonly objects: readonly (readonly [kind: number, size: number, targets: readonly number[]])[];
  readonly roots: readonly number[];
};

const heapOf = ({ idBytes, segmentBytes, objects, roots }: Made): Uint8Array => {
  const heap = hprof({ idBytes, segmentBytes });
  const object = heap.class('java.lang.Object');
  const reference = heap.class('java.lang.ref.Reference', { referent: null, queue: null }, { superclass: object });
  const weak = heap.class('java.lang.ref.WeakReference', {}, { superclass: reference });
  const node = heap.class('Node', { next: null, count: { int: 1 }, other: null }, { superclass: object });
  const arrayClass = heap.class('[LNode;', {}, { superclass: object });
  const addresses: number[] = [];
  let at = heap.next();
  for (const [kind, size, targets] of objects) {
    addresses.push(at);
    const bytes = [16 + idBytes * 2 + 4, 24 + 8 * targets.length, 24 + size, 16 + idBytes * 2][kind] as number;
    at += Math.ceil(bytes / 8) * 8;
  }
  for (const [kind, size, targets] of objects) {
    const [first, second] = targets.map((target) => addresses[target % objects.length] ?? 0);
    if (kind === 0) heap.object(node, { next: first ?? null, other: second ?? null });
    else if (kind === 1)
      heap.array(
        arrayClass,
        targets.map((target) => addresses[target % objects.length] ?? null),
      );
    else if (kind === 2) heap.bytes(Buffer.alloc(size));
    else heap.object(weak, { referent: first ?? null, queue: second ?? null });
  }
  for (const root of roots) heap.root(addresses[root % addresses.length] as number);
  const thread = heap.thread(addresses[0] as number);
  heap.local(addresses.at(-1) as number, thread);
  return new Uint8Array(heap.build());
};

const shapeOf = ({
  classOf,
  shallow,
  start,
  edges,
  number,
  vertex,
  idom,
  retained,
  reached,
  firstChild,
}: HeapGraph) => ({
  reached,
  edges: [...edges],
  ...Object.fromEntries(
    Object.entries({ classOf, shallow, start, number, vertex, idom, retained, firstChild }).map(([name, values]) => [
      name,
      [...values.subarray(0, Math.min(values.length, name === 'vertex' ? reached + 1 : values.length))],
    ]),
  ),
});

const both = (bytes: Uint8Array) =>
  Promise.all(
    [false, true].map((plain) =>
      readGraph(bytesSource(bytes), { plain }).then(
        ({ graph, cut, problems }) => ({ ...shapeOf(graph), cut, problems }),
        (error: Error) => error.message,
      ),
    ),
  );

const made = fc.record({
  idBytes: fc.constantFrom<4 | 8>(4, 8),
  segmentBytes: fc.constantFrom(0, 100, 1 << 16),
  objects: fc.array(fc.tuple(fc.nat(3), fc.nat(40), fc.array(fc.nat(60), { maxLength: 5 })), {
    minLength: 1,
    maxLength: 60,
  }),
  roots: fc.array(fc.nat(60), { minLength: 1, maxLength: 4 }),
});

test('the kernel finds the graph and the dominators that the loops in JavaScript find', async () => {
  await fc.assert(
    fc.asyncProperty(made, async (heap) => {
      const [kernel, loops] = await both(heapOf(heap));
      expect(kernel).toEqual(loops);
    }),
    { numRuns: 60 },
  );
});

test('also where the dump is cut or damaged', async () => {
  await fc.assert(
    fc.asyncProperty(made, fc.double({ min: 0, max: 0.999, noNaN: true }), fc.nat(255), async (heap, place, value) => {
      const bytes = heapOf(heap);
      const at = Math.floor(bytes.length * place);
      const [cutKernel, cutLoops] = await both(bytes.subarray(0, at));
      expect(cutKernel).toEqual(cutLoops);
      bytes[at] = value;
      const [kernel, loops] = await both(bytes);
      expect(kernel).toEqual(loops);
    }),
    { numRuns: 80 },
  );
});
