import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'heapsnapshot-parser';
import { describe, expect, test } from 'vitest';
import { fileSource } from '../../src/app/file-source.ts';
import { exportSnapshot } from '../../src/app/heap/export.ts';
import { retainedBytesOf } from '../../src/model/heap-graph.ts';
import { readGraph } from '../../src/parse/hprof/read-graph.ts';
import { jdiag, root, scratch } from '../support/cli.ts';
import { hprof } from '../support/hprof.ts';
import { schemaMistakes } from '../support/schema.ts';

const place = scratch();
const nothing = (): void => undefined;

type SnapshotNode = {
  readonly name: string;
  readonly type: string;
  readonly self_size: number;
  readonly references: readonly {
    readonly type: string;
    readonly name: string | number;
    readonly toNode: SnapshotNode;
  }[];
};

const parsed = (path: string): { readonly nodes: readonly SnapshotNode[]; readonly edges: readonly unknown[] } =>
  parse(readFileSync(path, 'utf8'));

const small = () => {
  const heap = hprof();
  const object = heap.class('java.lang.Object');
  const arrays = heap.class('[Ljava.lang.Object;', {}, { superclass: object });
  const entry = heap.class('com.acme.Entry', { key: null, value: null });
  const first = heap.object(entry, {});
  const second = heap.object(entry, { value: first });
  const table = heap.array(arrays, [null, second]);
  heap.class('com.acme.Cache', {}, { statics: { TABLE: table } });
  const path = join(place, `small-${Math.random()}.hprof`);
  writeFileSync(path, heap.build());
  return { path, second };
};

const referencesOf = (nodes: readonly SnapshotNode[], name: string) =>
  nodes
    .filter((node) => node.name === name)
    .flatMap(({ references }) => references.map(({ type, name: called, toNode }) => [type, called, toNode.name]));

describe('a heap as a V8 heap snapshot, read by an independent parser', () => {
  test('classes, fields, statics and places of arrays', async () => {
    const { path } = small();
    const output = join(place, 'small.heapsnapshot');
    const { nodes: count, edges } = await exportSnapshot({ path, output }, nothing);
    const { nodes, edges: read } = parsed(output);
    expect([nodes.length, read.length]).toEqual([count, edges]);
    expect(referencesOf(nodes, 'class com.acme.Cache')).toContainEqual(['property', 'TABLE', 'java.lang.Object[]']);
    expect(referencesOf(nodes, 'com.acme.Entry')).toContainEqual(['property', 'value', 'com.acme.Entry']);
    const table = nodes.find(({ name, type }) => name === 'java.lang.Object[]' && type === 'array');
    expect(table?.references.map(({ type, toNode }) => [type, toNode.name])).toContainEqual([
      'element',
      'com.acme.Entry',
    ]);
  });

  test('one object and what it keeps', async () => {
    const { path, second } = small();
    const output = join(place, 'subtree.heapsnapshot');
    await exportSnapshot({ path, output, subtree: `0x${second.toString(16)}` }, nothing);
    const { nodes } = parsed(output);
    expect(nodes.map(({ name }) => name)).toEqual(['', '(GC roots)', 'com.acme.Entry', 'com.acme.Entry']);
  });

  test('by the command, of a real dump: where, how much, exit code; an address nobody has is refused', async () => {
    const dump = join(place, 'real.hprof');
    writeFileSync(dump, gunzipSync(readFileSync(join(root, 'fixtures/formats/hprof/heap-shapes-jdk8.hprof.gz'))));
    const output = join(place, 'real.heapsnapshot');
    const done = await jdiag(['heap', 'export', dump, '--top', '3', '--output-file', output, '--json']);
    expect([done.code, schemaMistakes('heap-export', JSON.parse(done.stdout), true)]).toEqual([0, []]);
    const { nodes } = parsed(output);
    const maps = nodes.filter(({ name }) => name === 'java.util.HashMap');
    expect(maps.length).toBeGreaterThan(2000);
    expect(maps.every(({ self_size: size }) => size === 48)).toBe(true);
    const refused = await jdiag(['heap', 'export', dump, '--subtree', '0x18', '--output-file', output]);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('no reachable object')]);
  });
});

const chromium = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync);

/** Runs in the page, as text: the test runner would rewrite its import. */
const reading = `(async () => {
  const place = 'devtools://devtools/bundled/entrypoints/heap_snapshot_worker/heap_snapshot_worker.js';
  const { HeapSnapshotLoader, HeapSnapshot } = await import(place);
  const loader = new HeapSnapshotLoader.HeapSnapshotLoader({ sendEvent() {} });
  loader.write(globalThis.content);
  loader.close();
  await loader.parsingComplete;
  const channel = new MessageChannel();
  new HeapSnapshot.SecondaryInitManager(channel.port1);
  const snapshot = await loader.buildSnapshot(channel.port2);
  const groups = Object.values(snapshot.getAggregatesByClassKey(false, 'all'));
  const maps = groups.find(({ name }) => name === 'java.util.HashMap');
  return { totalBytes: snapshot.totalSize, nodes: snapshot.nodeCount, maps: [maps.count, maps.self, maps.maxRet] };
})()`;

/** Chrome's own reader of heap snapshots, in its headless DevTools. */
const inDevTools = async (
  text: string,
): Promise<{ readonly totalBytes: number; readonly nodes: number; readonly maps: readonly number[] }> => {
  const { chromium: browserType } = await import('playwright-core');
  const browser = await browserType.launch({ executablePath: chromium as string, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    await page.goto('devtools://devtools/bundled/devtools_app.html');
    await page.evaluate((content) => Object.assign(globalThis, { content }), text);
    return await page.evaluate(reading);
  } finally {
    await browser.close();
  }
};

/** DevTools counts as retained by a class what its instances keep; the class object is another row there. */
test.skipIf(chromium === undefined)(
  'Chrome DevTools opens it and finds the same dominators',
  async () => {
    const dump = join(place, 'devtools.hprof');
    writeFileSync(dump, gunzipSync(readFileSync(join(root, 'fixtures/formats/hprof/heap-shapes-jdk8.hprof.gz'))));
    const output = join(place, 'devtools.heapsnapshot');
    await exportSnapshot({ path: dump, output }, nothing);
    const { graph } = await readGraph(fileSource(dump));
    const kept = (object: number): boolean =>
      graph.classes[graph.classOf[object] as number]?.name === 'java.util.HashMap';
    let [count, shallow, retained] = [0, 0, 0];
    for (let v = 1; v <= graph.reached; v++) {
      const object = graph.vertex[v] as number;
      if (!kept(object)) continue;
      count++;
      shallow += (graph.shallow[object] as number) * 8;
      let above = graph.idom[v] as number;
      while (above !== 0 && !kept(graph.vertex[above] as number)) above = graph.idom[above] as number;
      if (above === 0) retained += retainedBytesOf(graph, object);
    }
    const seen = await inDevTools(readFileSync(output, 'utf8'));
    expect(seen).toEqual({
      nodes: graph.reached + 2,
      totalBytes: (graph.retained[0] as number) * 8,
      maps: [count, shallow, retained],
    });
  },
  60_000,
);
