import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readIndex } from '../../../src/parse/hprof/read-graph.ts';
import { bytesSource, hprof } from '../../support/hprof.ts';

type Made = { readonly idBytes: 4 | 8; readonly objects: readonly (readonly [kind: number, size: number])[] };

const heapOf = ({ idBytes, objects }: Made): Uint8Array => {
  const heap = hprof({ idBytes, segmentBytes: 500 });
  const object = heap.class('java.lang.Object');
  const node = heap.class('Node', { next: null, count: { int: 1 } }, { superclass: object });
  const arrayClass = heap.class('[LNode;', {}, { superclass: object });
  for (const [kind, size] of objects) {
    if (kind === 0) heap.object(node, { next: null });
    else if (kind === 1)
      heap.array(
        arrayClass,
        Array.from({ length: size }, () => null),
      );
    else if (kind === 2) heap.bytes(Buffer.alloc(size));
    else heap.object(object, {});
    if (size === 7) heap.root(heap.next() - 16);
  }
  return new Uint8Array(heap.build());
};

/** What the kernel counts, and the loop in JavaScript that takes over where there is no WebAssembly and when objects are marked. */
const both = (bytes: Uint8Array) =>
  Promise.all(
    [false, true].map((mark) =>
      readIndex(bytesSource(bytes), { mark }).then(
        ({ objects, shallowBytes, classes, problems, cut }) => ({
          objects,
          shallowBytes,
          classes: classes.map(({ name, instances, shallowBytes: bytes }) => [name, instances, bytes]),
          problems,
          cut,
        }),
        (error: Error) => error.message,
      ),
    ),
  );

const made = fc.record({
  idBytes: fc.constantFrom<4 | 8>(4, 8),
  objects: fc.array(fc.tuple(fc.nat(3), fc.nat(40)), { minLength: 1, maxLength: 60 }),
});

test('the kernel counts what the loop in JavaScript counts', async () => {
  await fc.assert(
    fc.asyncProperty(made, async (heap) => {
      const [kernel, loop] = await both(heapOf(heap));
      expect(kernel).toEqual(loop);
    }),
    { numRuns: 60 },
  );
});

test('also where the dump is cut or damaged', async () => {
  await fc.assert(
    fc.asyncProperty(made, fc.double({ min: 0, max: 0.999, noNaN: true }), fc.nat(255), async (heap, place, value) => {
      const bytes = heapOf(heap);
      const at = Math.floor(bytes.length * place);
      const [cutKernel, cutLoop] = await both(bytes.subarray(0, at));
      expect(cutKernel).toEqual(cutLoop);
      bytes[at] = value;
      const [kernel, loop] = await both(bytes);
      expect(kernel).toEqual(loop);
    }),
    { numRuns: 100 },
  );
});
