import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classNameOf, type HeapGraph, retainedBytesOf } from '../../../src/model/heap-graph.ts';
import { ParseError } from '../../../src/model/parsed.ts';
import { readGraph, readIndex } from '../../../src/parse/hprof/read-graph.ts';
import { bytesSource, type HprofOptions, hprof, streamSource } from '../../support/hprof.ts';

/** Objects with references to each other: a random graph as a heap. */
const graphHeap = (edges: readonly (readonly number[])[], roots: readonly number[], options: HprofOptions = {}) => {
  const heap = hprof(options);
  const object = heap.class('java.lang.Object');
  const arrayClass = heap.class('[Ljava.lang.Object;', {}, { superclass: object });
  const sizes = edges.map((targets) => 24 + 8 * targets.length);
  const addresses: number[] = [];
  let at = heap.next();
  for (const size of sizes) {
    addresses.push(at);
    at += size;
  }
  for (const targets of edges)
    heap.array(
      arrayClass,
      targets.map((target) => addresses[target] as number),
    );
  for (const root of roots) heap.root(addresses[root] as number);
  return { heap, addresses };
};

const reachable = (
  edges: readonly (readonly number[])[],
  roots: readonly number[],
  without: number,
): ReadonlySet<number> => {
  const seen = new Set<number>();
  const stack = roots.filter((root) => root !== without);
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    stack.push(...(edges[at] as readonly number[]).filter((target) => target !== without));
  }
  return seen;
};

/** The textbook: an object keeps what nothing reaches any more when it is taken out. */
const kept = (edges: readonly (readonly number[])[], roots: readonly number[], object: number): readonly number[] => {
  const without = reachable(edges, roots, object);
  return [...reachable(edges, roots, -1)].filter((each) => !without.has(each));
};

const arbitraryGraph = fc.integer({ min: 1, max: 24 }).chain((count) =>
  fc.record({
    edges: fc.array(fc.array(fc.nat(count - 1), { maxLength: 4 }), { minLength: count, maxLength: count }),
    roots: fc.uniqueArray(fc.nat(count - 1), { minLength: 1, maxLength: 3 }),
  }),
);

const bytesOfArray = (length: number): number => Math.ceil((16 + 4 + 8 * length) / 8) * 8;

describe('dominators of a heap', () => {
  test('each object retains exactly what would go with it', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryGraph,
        fc.constantFrom<HprofOptions>({}, { segmentBytes: 0 }, { segmentBytes: 100 }),
        async ({ edges, roots }, options) => {
          const { heap, addresses } = graphHeap(edges, roots, options);
          const { graph } = await readGraph(heap.source());
          const all = reachable(edges, roots, -1);
          for (const [index, address] of addresses.entries()) {
            const object = graph.objectAt(address);
            expect(graph.addressOf(object)).toBe(address);
            expect(graph.number[object] !== 0).toBe(all.has(index));
            const expected = kept(edges, roots, index).reduce(
              (sum, each) => sum + bytesOfArray((edges[each] as readonly number[]).length),
              0,
            );
            expect(retainedBytesOf(graph, object)).toBe(expected);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('what the roots retain together is all that is reachable', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryGraph, async ({ edges, roots }) => {
        const { graph } = await readGraph(graphHeap(edges, roots).heap.source());
        let tops = 0;
        for (let v = graph.firstChild[0] as number; v !== 0; v = graph.nextSibling[v] as number)
          tops += graph.retained[v] as number;
        expect(tops).toBe(graph.retained[0]);
      }),
      { numRuns: 30 },
    );
  });
});

/** Records of 33 bytes each, an instance with one reference, in one block: a million of them through the DSL would take minutes. */
const list = (node: number, first: number, length: number): Buffer => {
  const bytes = Buffer.alloc(length * 33);
  for (let i = 0; i < length; i++) {
    const at = i * 33;
    bytes[at] = 0x21;
    bytes.writeBigUInt64BE(BigInt(first + i * 24), at + 1);
    bytes.writeBigUInt64BE(BigInt(node), at + 13);
    bytes.writeUInt32BE(8, at + 21);
    bytes.writeBigUInt64BE(BigInt(i + 1 < length ? first + (i + 1) * 24 : 0), at + 25);
  }
  return bytes;
};

describe('shapes that break recursion and quadratic algorithms', () => {
  test('a list of a million', async () => {
    const heap = hprof({ segmentBytes: 0 });
    const node = heap.class('Node', { next: null });
    const first = heap.next();
    heap.raw(list(node, first, 1_000_000));
    heap.root(first);
    const { graph } = await readGraph(heap.source());
    expect(graph.reached).toBe(1_000_001);
    expect(retainedBytesOf(graph, graph.objectAt(first))).toBe(24_000_000);
  }, 120_000);

  test('a doubly linked ring', async () => {
    const heap = hprof();
    const node = heap.class('Ring', { before: null, after: null });
    const size = 40_000;
    const base = heap.next();
    const at = (index: number): number => base + 32 * ((index + size) % size);
    for (let i = 0; i < size; i++) heap.object(node, { before: at(i - 1), after: at(i + 1) });
    heap.root(base);
    const { graph } = await readGraph(heap.source());
    expect(retainedBytesOf(graph, graph.objectAt(base))).toBe(size * 32);
    expect(retainedBytesOf(graph, graph.objectAt(at(1)))).toBe(32);
  }, 60_000);
});

const twoNodes = (options: HprofOptions) => {
  const heap = hprof(options);
  const node = heap.class('com.acme.Node', { next: null, value: { int: 0 } });
  const last = heap.object(node, { value: { int: 7 } });
  const first = heap.object(node, { next: last, value: { int: 1 } });
  heap.object(node, {});
  heap.root(first);
  return { heap, first, last };
};

const named = (graph: HeapGraph, address: number): string => classNameOf(graph, graph.objectAt(address));

describe('forms of the format', () => {
  test.each<[string, HprofOptions, number]>([
    ['ids of 8 bytes', {}, 32],
    ['ids of 4 bytes', { idBytes: 4 }, 16],
    ['one HEAP_DUMP record', { segmentBytes: 0 }, 32],
    ['a segment per record', { segmentBytes: 1 }, 32],
  ])('%s', async (_, options, size) => {
    const { heap, first } = twoNodes(options);
    const { graph, cut, problems } = await readGraph(heap.source());
    expect({ cut, problems }).toEqual({ cut: undefined, problems: [] });
    expect(graph.objects - graph.reached).toBe(1);
    expect(named(graph, first)).toBe('com.acme.Node');
    expect(retainedBytesOf(graph, graph.objectAt(first))).toBe(2 * size);
  });

  test('gzip, also of several members, is read twice', async () => {
    const { heap, first } = twoNodes({});
    const bytes = heap.build();
    const members = Buffer.concat([gzipSync(bytes.subarray(0, 300)), gzipSync(bytes.subarray(300))]);
    const { graph } = await readGraph(streamSource(members));
    expect(retainedBytesOf(graph, graph.objectAt(first))).toBe(64);
  });

  test('an object array closer to its neighbour than 8-byte references allow proves compressed references', async () => {
    const heap = hprof();
    const object = heap.class('java.lang.Object');
    const arrays = heap.class('[Ljava.lang.Object;', {}, { superclass: object });
    const array = heap.array(arrays, [null, null, null, null]);
    heap.skip(-(24 + 32) + 32);
    heap.object(object, {});
    heap.root(array);
    const { graph } = await readGraph(heap.source());
    expect(graph.referenceBytes).toBe(4);
    expect(retainedBytesOf(graph, graph.objectAt(array))).toBe(32);
  });

  test('a heap whose objects are further apart than 32 GiB', async () => {
    const heap = hprof();
    const node = heap.class('Node', { next: null });
    const low = heap.object(node, {});
    heap.skip(40 * 2 ** 30);
    const high = heap.object(node, { next: low });
    heap.root(high);
    const { graph } = await readGraph(heap.source());
    expect(graph.addressOf(graph.objectAt(low))).toBe(low);
    expect(graph.addressOf(graph.objectAt(high))).toBe(high);
    expect(retainedBytesOf(graph, graph.objectAt(high))).toBe(48);
  });

  test('more classes than fit 16 bits', async () => {
    const heap = hprof({ segmentBytes: 0 });
    const few = heap.class('Few');
    const nameless = Buffer.alloc(66_000 * 71);
    for (let i = 0; i < 66_000; i++) {
      nameless[i * 71] = 0x20;
      nameless.writeBigUInt64BE(BigInt(few + 8 + i * 8), i * 71 + 1);
    }
    heap.raw(nameless);
    heap.skip(66_000 * 8);
    const last = heap.class('com.acme.Last');
    const object = heap.object(last, {});
    heap.root(object);
    const { graph } = await readGraph(heap.source());
    expect(named(graph, object)).toBe('com.acme.Last');
  }, 60_000);

  test('a length that was never filled in ends at the end mark', async () => {
    const { heap, first } = twoNodes({ segmentBytes: 1 << 20 });
    const bytes = heap.build();
    const segment = bytes.indexOf(Buffer.from([0x1c, 0, 0, 0, 0]));
    bytes.writeUInt32BE(0, segment + 5);
    const { graph, cut } = await readGraph(bytesSource(bytes));
    expect(cut).toBeUndefined();
    expect(retainedBytesOf(graph, graph.objectAt(first))).toBe(64);
  });

  test('locals of a thread are kept by its object', async () => {
    const heap = hprof();
    const thread = heap.class('java.lang.Thread', { name: null });
    const node = heap.class('Node', { next: null });
    const local = heap.object(node, {});
    const owner = heap.object(thread, {});
    const serial = heap.thread(owner, ['com.acme.Job.run']);
    heap.local(local, serial);
    const { graph } = await readGraph(heap.source());
    expect(retainedBytesOf(graph, graph.objectAt(owner))).toBe(48);
    expect(graph.stacks.get(graph.objectAt(owner))).toEqual(['com.acme.Job.run(A.java:7)']);
  });
});

/** A dump of more than 4 GiB that takes no room: one array whose contents are a hole. Its length wrapped, as those of old JDKs did. */
const hugeSource = () => {
  const heap = hprof({ segmentBytes: 0 });
  const node = heap.class('Node', { next: null });
  const count = 600_000_000;
  const array = heap.next();
  heap.raw(
    Buffer.from([0x23]),
    idOf(array),
    Buffer.alloc(4),
    Buffer.from(Uint32Array.of(count).buffer).reverse(),
    Buffer.from([11]),
  );
  const marker = heap.next() + 16 + 8 * count;
  heap.skip(16 + 8 * count);
  heap.object(node, {});
  heap.root(marker);
  heap.root(array);
  const bytes = heap.build();
  const hole = bytes.indexOf(Buffer.from([11]), bytes.indexOf(Buffer.concat([Buffer.from([0x23]), idOf(array)]))) + 1;
  const dump = bytes.findIndex(
    (tag, at) => tag === 0x0c && at + 9 < hole && bytes.readUInt32BE(at + 5) === bytes.length - at - 9,
  );
  const length = bytes.length - dump - 9 + 8 * count;
  bytes.writeUInt32BE(length % 2 ** 32, dump + 5);
  const size = bytes.length + 8 * count;
  const source = bytesSource(bytes);
  const readAt = async (buffer: Uint8Array, position: number): Promise<number> => {
    const end = Math.min(position + buffer.length, size);
    for (let at = position; at < end; at++) {
      const from = at < hole ? at : at - 8 * count;
      buffer[at - position] = at >= hole && at < hole + 8 * count ? 0 : (bytes[from] as number);
    }
    return Math.max(0, end - position);
  };
  return { source: { ...source, size, readAt }, array, marker, count };
};

const idOf = (address: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(address));
  return bytes;
};

test('a dump of 4.8 GB whose length wrapped at 4 GiB', async () => {
  const { source, array, marker, count } = hugeSource();
  const { graph, cut, problems } = await readGraph(source);
  expect({ cut, problems }).toEqual({ cut: undefined, problems: [] });
  expect(retainedBytesOf(graph, graph.objectAt(array))).toBe(24 + 8 * count);
  expect(retainedBytesOf(graph, graph.objectAt(marker))).toBe(24);
});

describe('a dump that was cut', () => {
  const { heap } = twoNodes({ segmentBytes: 64 });
  const bytes = heap.build();

  test('anywhere: what was written is there, and it is said that it ends', async () => {
    const whole = await readIndex(bytesSource(bytes), { mark: true });
    let analysed = 0;
    for (let length = 0; length < bytes.length; length++) {
      try {
        const { graph, cut } = await readGraph(bytesSource(bytes.subarray(0, length)));
        analysed++;
        expect(cut, `cut at ${length}`).toBeDefined();
        expect(graph.objects).toBeLessThanOrEqual(whole.objects);
      } catch (error) {
        expect(error, `cut at ${length}`).toBeInstanceOf(ParseError);
      }
    }
    expect(analysed).toBeGreaterThan(100);
  });

  test('inside a gzip', async () => {
    const packed = gzipSync(bytes);
    const { cut } = await readIndex(streamSource(packed.subarray(0, packed.length - 20)), { mark: true });
    expect(cut).toBeDefined();
  });

  test('any byte changed: an answer or a refusal, never a crash or a hang', async () => {
    for (let at = 31; at < bytes.length; at += 3) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] as number) ^ 0xff;
      try {
        await readGraph(bytesSource(damaged));
      } catch (error) {
        expect(error, `byte ${at}`).toBeInstanceOf(ParseError);
      }
    }
  });
});
