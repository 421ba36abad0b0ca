import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import hotspot from '../../../src/parse/hotspot.ts';
import { readHead } from '../../../src/parse/text/decode.ts';
import { bytesSource } from '../text/sources.ts';
import { fixture, frames, named, readDump, readDumps } from './read.ts';

/** Every sample of the mixed program: what the dump of each JDK must say. `threads` counted with grep. */
const samples = [
  { file: 'hotspot-jdk8/jstack-l.txt', jdk: 8, threads: 33, vm: 4, owned: true },
  { file: 'hotspot-jdk8/sigquit-stdout.txt', jdk: 8, threads: 33, vm: 4, owned: false },
  { file: 'hotspot-jdk11/jcmd-thread-print-e.txt', jdk: 11, threads: 38, vm: 7, owned: false },
  { file: 'hotspot-jdk11/sigquit-stdout.txt', jdk: 11, threads: 38, vm: 7, owned: false },
  { file: 'hotspot-jdk17/jstack-l.txt', jdk: 17, threads: 40, vm: 7, owned: true },
  { file: 'hotspot-jdk17/sigquit-stdout.txt', jdk: 17, threads: 40, vm: 7, owned: false },
  { file: 'hotspot-jdk21/jstack.txt', jdk: 21, threads: 30, vm: 3, owned: false },
  { file: 'hotspot-jdk21/jcmd-thread-print-l-e.txt', jdk: 21, threads: 24, vm: 3, owned: true },
  { file: 'hotspot-jdk25/jstack-l.txt', jdk: 25, threads: 25, vm: 3, owned: true },
  { file: 'hotspot-jdk25/sigquit-stdout.txt', jdk: 25, threads: 29, vm: 3, owned: false },
];

describe.each(samples)('$file', ({ file, jdk, threads, vm, owned }) => {
  it('is recognised, and understood to the last line', async () => {
    const bytes = fixture(file);
    expect(hotspot.recognise(await readHead(bytesSource(bytes)))).toBe('certain');
    const { dumps, recognised, total, problems } = await readDumps(bytes);
    expect(dumps).toHaveLength(1);
    expect(problems).toEqual([]);
    // The program itself prints READY before a SIGQUIT dump.
    expect(total - recognised).toBe(file.includes('sigquit') ? 1 : 0);
  });

  it('has all its threads, and the deadlocks in cycle order', async () => {
    const dump = await readDump(fixture(file));
    expect(dump).toMatchObject({ format: 'hotspot', jdk, complete: true, hasOwnableSynchronizers: owned });
    expect(dump.threads.filter(({ kind }) => kind === 'vm')).toHaveLength(vm);
    expect(dump.threads.filter(({ kind }) => kind !== 'virtual')).toHaveLength(threads);
    expect(dump.takenAtIsNaive).toBe(true);
    const cycles = dump.deadlocks.map(({ members }) => members.map(({ thread }) => thread).sort());
    expect(cycles.sort()).toEqual([
      ['lock-deadlock-1', 'lock-deadlock-2'],
      ['monitor-deadlock-1', 'monitor-deadlock-2'],
    ]);
    for (const { members } of dump.deadlocks) {
      members.forEach((member, index) => {
        expect(member.heldBy).toBe(members[(index + 1) % members.length]?.thread);
        expect(member.wants?.address).toMatch(/^0x[0-9a-f]{16}$/);
        expect(member.wants?.className).toMatch(/^java\.(lang\.Object|util\.concurrent\.locks\.ReentrantLock\$\w+)$/);
      });
    }
  });

  it('reads every odd name', async () => {
    const dump = await readDump(fixture(file));
    for (const name of ['quote "in" name', 'new\nline in name', '" #7 prio=5 os_prio=0 looks like a header']) {
      expect(named(dump, name).state, name).toBe('TIMED_WAITING');
      expect(frames(named(dump, name)).at(-1), name).toContain('java.lang.Thread.run(Thread.java');
    }
    expect(dump.threads.some(({ name, kind }) => name === '' && kind === 'platform')).toBe(true);
    const korean = dump.threads.find(({ name }) => name.startsWith('결재'));
    if (jdk > 8) expect(korean?.name).toBe('결재-스레드 名前');
  });

  it('knows who waits for what', async () => {
    const dump = await readDump(fixture(file));
    const blocked = named(dump, 'monitor-deadlock-1');
    expect(blocked).toMatchObject({ state: 'BLOCKED', stateText: 'on object monitor', daemon: false, priority: 5 });
    expect(blocked.locks.map(({ kind, frame }) => [kind, frame])).toEqual([
      ['waiting-to-lock', 0],
      ['locked', 0],
    ]);
    const parked = named(dump, 'lock-deadlock-1');
    expect(parked).toMatchObject({ state: 'WAITING', stateText: 'parking' });
    expect(parked.locks).toEqual([
      {
        kind: 'parking',
        address: expect.stringMatching(/^0x/),
        className: expect.stringMatching(/ReentrantLock\$(Nonf|F)airSync$/),
        frame: 0,
      },
    ]);
    expect(named(dump, 'parked-no-blocker').locks).toEqual([]);
    if (owned) expect(parked.ownedSynchronizers).toHaveLength(1);
    else expect(parked.ownedSynchronizers).toBeUndefined();
  });

  it('has ids, ages and line ranges', async () => {
    const dump = await readDump(fixture(file));
    const main = named(dump, 'main');
    expect(main.id).toBe(jdk === 25 ? 3 : 1);
    expect(main.nativeId).toBeGreaterThan(1000);
    expect(main.tid).toMatch(/^0x0000/);
    if (jdk === 8) expect(main).not.toHaveProperty('cpuMs');
    else {
      expect(main.cpuMs).toBeGreaterThan(1);
      expect(main.elapsedMs).toBeGreaterThan(1000);
    }
    const text = fixture(file).toString('utf8').split('\n');
    for (const thread of dump.threads.filter(({ kind }) => kind !== 'virtual')) {
      expect(text[thread.line - 1]?.slice(0, 1)).toBe('"');
      expect(text[thread.endLine - 1]?.trim()).not.toBe('');
      expect(thread.endLine - thread.line + 1).toBeGreaterThanOrEqual(thread.stack.frames.length);
    }
    expect(dump.line).toBeLessThan(dump.threads[0]?.line ?? 0);
    expect(text.slice(dump.endLine).join('').trim()).toBe('');
  });
});

describe('what changed between JDKs', () => {
  it('a class initializer is named from 17 on', async () => {
    const waiter = async (file: string) => named(await readDump(fixture(file)), 'class-init-waiter');
    expect(await waiter('hotspot-jdk8/jstack-l.txt')).toMatchObject({
      state: 'RUNNABLE',
      stateText: 'in Object.wait()',
      locks: [],
    });
    expect((await waiter('hotspot-jdk17/jstack-l.txt')).locks).toEqual([
      { kind: 'class-init', className: 'com.acme.appr.formats.Mixed$SlowClass', frame: 0 },
    ]);
  });

  it('a thread in Object.wait on 11 is shown with the lock it wants back', async () => {
    const dump = await readDump(fixture('hotspot-jdk11/jcmd-thread-print-e.txt'));
    const waiting = named(dump, 'object-wait');
    expect(waiting.locks.map(({ kind }) => kind)).toEqual(['waiting-on', 'waiting-to-relock']);
    expect(waiting.locks[1]?.address).toMatch(/^0x/);
    expect(waiting.locks[1]?.address).toBe(waiting.locks[0]?.address);
  });

  it('a carrier on 21 has no native id and no state, but the thread it carries', async () => {
    const dump = await readDump(fixture('hotspot-jdk21/jstack.txt'));
    const carrier = named(dump, 'ForkJoinPool-1-worker-1');
    expect(carrier).toMatchObject({ kind: 'platform', carrying: 51, id: 40 });
    expect(carrier).not.toHaveProperty('state');
    expect(carrier).not.toHaveProperty('nativeId');
    expect(frames(carrier)[0]).toContain('jdk.internal.vm.Continuation.run');
  });

  it('a mounted virtual thread on 25 is a thread of its own; synchronizers below it are its carrier’s', async () => {
    for (const file of ['hotspot-jdk25/jstack-l.txt', 'hotspot-jdk25/sigquit-stdout.txt']) {
      const dump = await readDump(fixture(file));
      const carrier = named(dump, 'ForkJoinPool-1-worker-6');
      const virtual = dump.threads.filter(({ kind }) => kind === 'virtual');
      expect(carrier.carrying).toBe(64);
      expect(virtual).toHaveLength(1);
      expect(virtual[0]).toMatchObject({ id: 64, name: '', daemon: true });
      expect(virtual[0]).not.toHaveProperty('state');
      expect(virtual[0]).not.toHaveProperty('ownedSynchronizers');
      expect(frames(virtual[0] as never).join()).toContain('VirtualThread.parkOnCarrierThread');
      expect(frames(carrier).join()).not.toContain('parkOnCarrierThread');
      expect(carrier.ownedSynchronizers).toEqual(file.includes('-l') ? [] : undefined);
    }
  });

  it('module prefixes are dropped, numbers of hidden classes kept', async () => {
    const dump = await readDump(fixture('hotspot-jdk21/jstack.txt'));
    const all = frames(named(dump, 'object-wait'));
    expect(all[0]).toBe('java.lang.Object.wait0(Native Method)');
    expect(all.join()).toMatch(/Mixed\$\$Lambda\/0x[0-9a-f]+\.run\(Unknown Source\)/);
  });
});

describe('samples', () => {
  it('hold nothing of the machine they were taken on', () => {
    for (const { file } of samples) expect(fixture(file).length, file).toBeLessThan(30_000);
    const text = samples.map(({ file }) =>
      readFileSync(new URL(`../../../fixtures/formats/${file}`, import.meta.url), 'utf8'),
    );
    expect(text.join()).not.toMatch(/\/home\/|\/root\/|\/tmp\/|password|secret/i);
  });
});
