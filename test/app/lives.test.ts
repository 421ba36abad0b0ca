import { describe, expect, test } from 'vitest';
import { describeLife, evidenceOf, lifeSorter } from '../../src/app/lives.ts';
import type { ThreadDump } from '../../src/model/thread-dump.ts';

const dumpOf = (pid: number, changes: Partial<ThreadDump> = {}): ThreadDump => ({
  format: 'hotspot',
  artifactId: 'file-1',
  line: 1,
  endLine: 10,
  jdk: 17,
  pid,
  threads: [],
  deadlocks: [],
  hasOwnableSynchronizers: false,
  complete: true,
  ...changes,
});

const scan = { matches: [], counts: {}, totalLines: 3 };

describe('lives', () => {
  test('dumps of one process are one life, of another process another', () => {
    const sorter = lifeSorter();
    const first = sorter.add('thread-dump', dumpOf(1), undefined, 'a.txt');
    expect(sorter.add('thread-dump', dumpOf(1, { takenAtMs: 5 }), undefined, 'b.txt')).toBe(first);
    expect(sorter.add('thread-dump', dumpOf(2), undefined, 'c.txt')).not.toBe(first);
    expect(sorter.lives.map(({ files }) => [...files])).toEqual([['a.txt', 'b.txt'], ['c.txt']]);
  });

  test('subjects of a manifest are never mixed', () => {
    const sorter = lifeSorter();
    sorter.add('log', scan, 'jvm-1', 'one.log');
    sorter.add('log', scan, 'jvm-2', 'two.log');
    expect(sorter.lives.map(({ subject }) => subject)).toEqual(['jvm-1', 'jvm-2']);
  });

  test('a bare log goes to the one life there is, and to none of two', () => {
    const one = lifeSorter();
    const life = one.add('thread-dump', dumpOf(1), undefined, 'a.txt');
    expect(one.add('log', scan, undefined, 'app.log')).toBe(life);
    const two = lifeSorter();
    two.add('thread-dump', dumpOf(1), undefined, 'a.txt');
    two.add('thread-dump', dumpOf(2), undefined, 'b.txt');
    expect([...two.add('log', scan, undefined, 'app.log').held.keys()]).toEqual(['log']);
  });

  test('what was not had is absent from the evidence', () => {
    const life = lifeSorter().add('log', scan, undefined, 'app.log');
    expect(evidenceOf(life).models).toEqual({ log: scan });
  });

  test('without a manifest a life is called after its files', () => {
    const sorter = lifeSorter();
    const life = sorter.add('thread-dump', dumpOf(7), undefined, 'a.txt');
    sorter.add('thread-dump', dumpOf(7), undefined, 'b.txt');
    expect(describeLife(life, undefined, 0, 'a.txt b.txt')).toEqual({
      id: 'jvm-1',
      kind: 'jvm',
      name: 'a.txt and 1 more',
      target: 'a.txt b.txt',
      version: '17',
      pid: 7,
    });
  });
});
