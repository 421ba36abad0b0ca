import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ownedContents } from '../../../src/facts/heap/owned.ts';
import { shownText } from '../../../src/facts/heap/strings.ts';
import { contentsOf, largestChildren } from '../../../src/facts/heap/subtree.ts';
import { accumulationPoint, findSuspects } from '../../../src/facts/heap/suspect.ts';
import { classNameOf, type HeapGraph } from '../../../src/model/heap-graph.ts';
import { readGraph } from '../../../src/parse/hprof/read-graph.ts';
import { hprof } from '../../support/hprof.ts';

/** A random tree of objects of three classes: what each keeps is what hangs below it. */
const randomTree = fc.array(fc.record({ parent: fc.nat(), kind: fc.nat(2) }), { minLength: 1, maxLength: 40 });

const treeGraph = async (nodes: readonly { readonly parent: number; readonly kind: number }[]): Promise<HeapGraph> => {
  const heap = hprof();
  const object = heap.class('java.lang.Object');
  const kinds = ['[La;', '[Lb;', '[Lc;'].map((name) => heap.class(name, {}, { superclass: object }));
  const below = nodes.map((): number[] => []);
  nodes.forEach(({ parent }, index) => {
    if (index > 0) below[parent % index]?.push(index);
  });
  const addresses: number[] = [];
  for (let index = nodes.length - 1; index >= 0; index--) {
    addresses[index] = heap.array(
      kinds[nodes[index]?.kind ?? 0] as number,
      (below[index] ?? []).map((child) => addresses[child] as number),
    );
  }
  heap.root(addresses[0] as number);
  return (await readGraph(heap.source())).graph;
};

test('what an owner keeps is the same in two passes over all objects as in a walk below it', async () => {
  await fc.assert(
    fc.asyncProperty(randomTree, async (nodes) => {
      const graph = await treeGraph(nodes);
      const { largest } = largestChildren(graph, 0, 5);
      expect(
        ownedContents(
          graph,
          largest.map((v) => [v]),
        ),
      ).toEqual(largest.map((v) => contentsOf(graph, [v], 8)));
    }),
    { numRuns: 40 },
  );
});

const holderGraph = async () => {
  const heap = hprof({ segmentBytes: 1 << 21 });
  const object = heap.class('java.lang.Object');
  const bytes = heap.class('[B', {}, { superclass: object });
  const node = heap.class('com.acme.Node', { next: null, data: null });
  const cache = heap.class('com.acme.Cache', { list: null });
  let next = 0;
  for (let i = 0; i < 30; i++) next = heap.object(node, { next, data: heap.bytes(new Uint8Array(1000)) });
  heap.root(heap.object(cache, { list: next }));
  for (let i = 0; i < 10; i++) heap.root(heap.object(node, { data: heap.bytes(new Uint8Array(800)) }));
  expect(bytes).toBeGreaterThan(0);
  return (await readGraph(heap.source())).graph;
};

test('suspects: one holder of a list, and many of one class that nothing holds together', async () => {
  const graph = await holderGraph();
  const suspects = findSuspects(graph);
  const name = (v: number | undefined): string => classNameOf(graph, graph.vertex[v ?? 0] as number);
  expect(suspects.map(({ kind, members }) => [kind, name(members[0]), members.length])).toEqual([
    ['single', 'com.acme.Cache', 1],
    ['group', 'com.acme.Node', 10],
  ]);
});

test('the bytes of a list meet at its holder, not at its millionth node', async () => {
  const graph = await holderGraph();
  const [cache] = findSuspects(graph);
  const meeting = accumulationPoint(graph, cache?.members[0] ?? 0);
  expect(classNameOf(graph, graph.vertex[meeting] as number)).toBe('com.acme.Cache');
});

test.each([
  ['com.acme.Order', '"com.acme.Order"'],
  ['hunter2', '"****" (7 characters)'],
  ['my-password', '"****" (11 characters)'],
  ['SESSION_TOKEN', '"****" (13 characters)'],
  ['Hong Gildong', '"****" (12 characters)'],
  ['', '"****" (0 characters)'],
])('text %j is shown as %s', (text, shown) => {
  expect(shownText(text)).toBe(shown);
});
