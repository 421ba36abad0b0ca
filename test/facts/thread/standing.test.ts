import { describe, expect, it } from 'vitest';
import { standings, stillAmong } from '../../../src/facts/thread/standing.ts';
import { MissingFact } from '../../../src/model/fact.ts';
import type { Thread } from '../../../src/model/thread-dump.ts';
import { dump, evidence, thread } from '../../support/threads.ts';

const query = [
  'java.net.SocketInputStream.socketRead0',
  'org.postgresql.core.PGStream.receiveChar',
  'com.acme.Db.find',
];
const worker = (cpuMs: number | undefined, elapsedMs = 60_000, lines = query): Thread =>
  thread('exec-1', 'RUNNABLE', lines, { id: 7, elapsedMs, ...(cpuMs === undefined ? {} : { cpuMs }) });
const onFuture = (address: string): Thread =>
  thread(
    'exec-1',
    'WAITING',
    [
      'jdk.internal.misc.Unsafe.park',
      `- parking to wait for <${address}> (a java.util.concurrent.FutureTask)`,
      'java.util.concurrent.FutureTask.get',
      'com.acme.Report.render',
      'java.util.concurrent.ThreadPoolExecutor.runWorker',
    ],
    { id: 7 },
  );
const given = (...shown: readonly Thread[]) => evidence({ dumps: shown.map((one) => dump([one])) });
const standing = (...shown: readonly Thread[]) => [...standings(given(...shown)).values()][0];
const still = (dumps: number | undefined, ...shown: readonly Thread[]) => {
  const all = given(...shown);
  const newest = all.models['thread-dump']?.dumps.at(-1);
  const found = stillAmong(all, newest?.threads ?? [], dumps);
  return found instanceof MissingFact ? found.reason : found.length;
};

describe('a thread in the same stack in several dumps', () => {
  it('stands still when it used no CPU in between', () => {
    expect(standing(worker(5), worker(5, 62_000), worker(5.1, 64_000))).toEqual({
      dumps: 3,
      known: true,
      spanMs: 4_000,
    });
  });

  it('has come by again when it worked in between', () => {
    expect(standing(worker(5), worker(25, 62_000))).toMatchObject({ dumps: 1 });
  });

  it('counts from the last time it worked', () => {
    expect(standing(worker(1), worker(50, 62_000), worker(50, 64_000))).toMatchObject({ dumps: 2, known: true });
  });

  it('is not known to stand still without CPU times', () => {
    expect(standing(worker(undefined), worker(undefined, 62_000))).toMatchObject({ dumps: 2, known: false });
    expect(still(2, worker(undefined), worker(undefined, 62_000))).toMatch(/no CPU/);
  });

  it('is known to by the future it parks on, which is made for one wait', () => {
    expect(still(2, onFuture('0x10'), onFuture('0x10'))).toBe(1);
    expect(still(2, onFuture('0x10'), onFuture('0x20'))).toMatch(/no CPU/);
  });

  it('has left when it stands one line further on', () => {
    const next = [
      'java.net.SocketInputStream.socketRead0',
      'org.postgresql.core.PGStream.receiveChar',
      'com.acme.Db.list',
    ];
    expect(standing(worker(5), worker(5, 62_000, next))).toMatchObject({ dumps: 1 });
  });

  it('does not show in one dump', () => {
    expect(still(2, worker(5))).toMatch(/one dump/);
  });
});
