import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { jdiag, root, scratch } from '../support/cli.ts';
import { schemaMistakes } from '../support/schema.ts';

const packed = join(root, 'fixtures/formats/hprof/heap-shapes-jdk8.hprof.gz');
const place = scratch();
const plain = join(place, 'app.hprof');
const bytes = gunzipSync(readFileSync(packed));
writeFileSync(plain, bytes);

const heap = async (...args: readonly string[]) => {
  const { code, stdout } = await jdiag(['heap', ...args, '--json']);
  const document = JSON.parse(stdout);
  if (document.error === undefined) expect(schemaMistakes('report', document, true)).toEqual([]);
  return { code, document, view: document.views?.heap?.[0] };
};

describe('a dump of a JVM in which one thread keeps thousands of maps', () => {
  test('is told on one screen: who, through which thread-local, how many of what, from which field', async () => {
    const { code, stdout } = await jdiag(['heap', plain]);
    expect(code).toBe(0);
    const screen = stdout.split('\n').slice(0, 24).join('\n');
    expect(screen).toContain('thread "http-nio-11010-exec-2" keeps 556 KiB (45 % of the heap)');
    expect(screen).toContain('through the thread-local HeapShapes$TraceLog.CURRENT');
    expect(screen).toContain('.entries java.util.ArrayList');
    expect(screen).toContain('holds 2,000 java.util.HashMap');
    expect(screen).toContain('first application class: HeapShapes$TraceLog');
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^verdict: /);
  });

  test('in Korean too', async () => {
    const { stdout } = await jdiag(['heap', plain, '--lang', 'ko']);
    expect(stdout).toContain('스레드 로컬 HeapShapes$TraceLog.CURRENT');
  });

  test('as JSON: the stable part, rows as asked for, gzip or not', async () => {
    const { code, view } = await heap(packed, '--top', '3');
    expect(code).toBe(0);
    expect(view.reachable).toEqual({
      objects: 29_040,
      shallowBytes: view.dominators === undefined ? 0 : view.reachable.shallowBytes,
    });
    expect([view.histogram.length, view.dominators.length, view.classes.length]).toEqual([3, 3, 3]);
    expect(view.dominators[0]).toMatchObject({ className: 'java.lang.Thread', threadName: 'http-nio-11010-exec-2' });
    const plainView = (await heap(plain, '--top', '3')).view;
    expect({ ...view, artifact: '' }).toEqual({ ...plainView, artifact: '' });
  });

  test('leaked class loaders are counted as alike', async () => {
    const { view } = await heap(plain);
    const loaders = view.loaders.filter(({ sameClassesAs }: { sameClassesAs: number }) => sameClassesAs > 0);
    expect(loaders.map(({ className }: { className: string }) => className)).toEqual(
      Array(3).fill('HeapShapes$LeakingLoader'),
    );
  });

  test('texts of strings are never shown', async () => {
    const { stdout } = await jdiag(['heap', plain, '--json', '--class', 'HeapShapes$Customer', '--depth', '3']);
    expect(stdout).not.toContain('example.com');
  });
});

describe('looking into objects', () => {
  test('by class, then by address: fields, referrers, way and what is kept', async () => {
    const { view } = await heap(plain, '--class', 'HeapShapes$Cache');
    const [cache] = view.inspected[0].objects;
    expect(cache.path.map(({ reference }: { reference: string }) => reference)).toContain('CACHE');
    expect(cache.fields).toEqual([
      { name: 'orders', type: 'java.util.concurrent.ConcurrentHashMap', value: expect.stringMatching(/^0x/) },
    ]);
    const again = (await heap(plain, '--object', cache.address, '--depth', '2')).view;
    expect(again.inspected[0].objects[0].tree.children[0].className).toBe('java.util.concurrent.ConcurrentHashMap');
    expect(again.tree.childrenTotal).toBeGreaterThan(100);
  });

  test('one that is not there is said to be not there', async () => {
    const { view } = await heap(plain, '--object', '0x10');
    expect(view.inspected).toEqual([{ query: '0x10', matches: 0, shallowBytes: 0, retainedBytes: 0, objects: [] }]);
  });
});

test('--histogram counts in one pass, unreachable objects included', async () => {
  const { code, view } = await heap(plain, '--histogram');
  expect(code).toBe(0);
  expect(view.objects).toBe(30_372);
  expect(view.dominators).toBeUndefined();
  const whole = (await heap(plain, '--top', '2000')).view;
  expect(view.objects - whole.reachable.objects).toBe(whole.unreachable.objects);
});

describe('what cannot be read', () => {
  test('a dump cut off: what is there, lower bounds, exit 3', async () => {
    const cut = join(place, 'cut.hprof');
    writeFileSync(cut, bytes.subarray(0, bytes.length * 0.8));
    const { code, document, view } = await heap(cut);
    expect(code).toBe(3);
    expect(view.cut).toContain('ends at byte');
    expect(view.objects).toBeGreaterThan(10_000);
    expect(document.notices.map(({ message }: { message: string }) => message).join()).toContain('lower bounds');
  });

  test('nothing but a header', async () => {
    const empty = join(place, 'empty.hprof');
    writeFileSync(empty, bytes.subarray(0, 31));
    const { code, document } = await heap(empty);
    expect([code, document.error.code]).toEqual([2, 'not-understood']);
  });

  test.each([
    [['app.hprof', 'dump'], 'jdiag heap dump'],
    [['app.hprof', 'export'], 'jdiag heap export'],
    [[plain, '--object', 'xyz'], 'is not an address'],
  ])('%j is refused', async (words, said) => {
    const { code, stderr } = await jdiag(['heap', ...words]);
    expect(code).toBe(2);
    expect(stderr).toContain(said);
  });
});

test('-o html: suspects and a tree that unfolds without scripts', async () => {
  const { code, stdout } = await jdiag(['heap', plain, '-o', 'html']);
  expect(code).toBe(0);
  expect(stdout).toContain('thread &quot;http-nio-11010-exec-2&quot; keeps');
  expect(stdout).toMatch(/<details><summary>java\.lang\.Object\[\] @ 0x\w+ · [\d.]+ KiB<\/summary>\s*<ul>/);
});
