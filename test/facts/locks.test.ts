import { describe, expect, it } from 'vitest';
import locks from '../../src/facts/locks.ts';
import { MissingFact } from '../../src/model/fact.ts';
import { dump, evidence, thread } from '../support/threads.ts';

const derive = (name: string, given: Parameters<typeof evidence>[0]) => locks.facts[name]!.derive(evidence(given));
const names = Object.keys(locks.facts);

describe('the lock facts', () => {
  it.each(names)('%s is missing, not empty, without a dump and of a dump without states', (name) => {
    expect(() => derive(name, {})).toThrow(MissingFact);
    const stacksOnly = dump([thread('a', undefined, ['com.acme.A.a(A.java:1)'], { kind: 'virtual' })], {
      format: 'dump-to-file-text',
    });
    expect(() => derive(name, { dumps: [stacksOnly] })).toThrow(MissingFact);
  });

  it('of jstack -F are missing but for deadlocks', () => {
    const dumps = [dump([thread('a', 'BLOCKED', ['com.acme.A.a(A.java:1)'])], { format: 'jstack-F' })];
    expect(derive('deadlocks', { dumps })).toEqual([]);
    for (const name of names.filter((one) => one !== 'deadlocks'))
      expect(() => derive(name, { dumps })).toThrow(MissingFact);
  });

  it('of a healthy dump are empty', () => {
    const dumps = [dump([thread('main', 'RUNNABLE', ['com.acme.A.a(A.java:1)'])])];
    for (const name of names) expect(derive(name, { dumps })).toEqual(name === 'waiting' ? 0 : []);
  });

  it('do not call a dump free of deadlocks that hides the owners of the locks threads wait for', () => {
    const parked = (name: string, address: string) =>
      thread(name, 'WAITING', [
        'java.lang.Thread.park(T.java:1)',
        `- parking to wait for <${address}> (a java.util.concurrent.locks.ReentrantLock$NonfairSync)`,
      ]);
    const threads = [parked('a', '0x1'), parked('b', '0x2')];
    expect(() => derive('deadlocks', { dumps: [dump(threads, { format: 'dump-to-file-json' })] })).toThrow(MissingFact);
    expect(derive('deadlocks', { dumps: [dump(threads)] })).toEqual([]);
  });

  it('name the class a thread waits to be initialised, and by whom', () => {
    const waits = thread(
      'a',
      'RUNNABLE',
      ['com.acme.A.a(A.java:1)', '- waiting on the Class initialization monitor for com.acme.Slow'],
      { stateText: 'in Object.wait()' },
    );
    const line = { kind: 'class-init', frame: 0, className: 'com.acme.Slow' } as const;
    const initializer = thread('b', 'TIMED_WAITING', [
      'java.lang.Thread.sleep(Native Method)',
      'com.acme.Slow.<clinit>(Slow.java:3)',
    ]);
    const old = thread('c', 'RUNNABLE', ['com.acme.B.<clinit>(B.java:1)'], { stateText: 'in Object.wait()' });
    expect(derive('classInitWaits', { dumps: [dump([{ ...waits, locks: [line] }, initializer, old])] })).toMatchObject([
      {
        thread: 'a',
        className: 'com.acme.Slow',
        initializer: 'b',
        initializerAt: 'java.lang.Thread.sleep(Native Method)',
      },
      { thread: 'c', className: expect.any(MissingFact) },
    ]);
  });
});
