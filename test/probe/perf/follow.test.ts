import { describe, expect, it } from 'vitest';
import { type Transport, TransportError } from '../../../src/model/transport.ts';
import { type Followed, followCounters } from '../../../src/probe/perf/follow.ts';
import { scriptedTransport } from '../../../src/transport/scripted.ts';
import { perfFile } from '../../support/perf-file.ts';
import { type Files, identity, machine } from '../support/scene.ts';

const path = '/proc/100/root/tmp/hsperfdata_app/100';
const maps = '7f00-7f01 rw-s 00000000 08:01 1 /tmp/hsperfdata_app/100\n';

const counters = (collections: number, during = false): Uint8Array =>
  perfFile({
    'sun.rt.createVmBeginTime': identity.startedAtMs ?? 0,
    'sun.gc.collector.0.invocations': collections,
    'sun.gc.collector.0.lastEntryTime': collections * 10,
    'sun.gc.collector.0.lastExitTime': collections * 10 - (during ? 5 : 0),
  });

const place = (files: Files): Transport => scriptedTransport({ files: machine({ '/proc/100/maps': maps, ...files }) });

/** A place whose file of counters is another one at each look; a `Error` is thrown instead. */
const changing = (contents: readonly (Uint8Array | TransportError)[], rest: Files = {}): Transport => {
  const base = place({ [path]: counters(1), ...rest });
  let look = -1;
  return {
    ...base,
    insideLimits: true,
    readFiles: async (paths, limits) => {
      if (!paths.includes('/proc/100/stat') || !paths.includes(path)) return base.readFiles(paths, limits);
      look++;
      const content = contents[Math.min(look, contents.length - 1)] as Uint8Array | TransportError;
      if (content instanceof TransportError && content.code === 'failed') throw content;
      const answers = await base.readFiles(paths, limits);
      return answers.map((answer, index) => (paths[index] === path ? content : answer));
    },
  };
};

const follow = async (
  transport: Transport,
  options: Partial<Parameters<typeof followCounters>[1]> = {},
): Promise<readonly Followed[]> => {
  const all: Followed[] = [];
  const { signal } = new AbortController();
  const asked = { intervalMs: 1, count: 3, signal, now: Date.now, ...options };
  for await (const one of followCounters({ transport, identity }, asked)) all.push(one);
  return all;
};

const told = (all: readonly Followed[]): readonly unknown[] =>
  all.map((one) =>
    one.kind === 'reading'
      ? [one.reading.get('sun.gc.collector.0.invocations'), one.torn, one.restarted]
      : [one.kind, one.reason],
  );

describe('following the counters of a JVM', () => {
  it('gives as many readings as were asked for', async () => {
    expect(told(await follow(changing([counters(1), counters(2), counters(4)])))).toEqual([
      [1, false, false],
      [2, false, false],
      [4, false, false],
    ]);
  });

  it('reads again what was read during a collection', async () => {
    const all = await follow(changing([counters(1), counters(2, true), counters(2, true), counters(2)]), { count: 2 });
    expect(told(all)).toEqual([
      [1, false, false],
      [2, false, false],
    ]);
  });

  it('says of a reading that it is torn when the collection does not end', async () => {
    expect(told(await follow(changing([counters(2, true)]), { count: 1 }))).toEqual([[2, true, false]]);
  });

  it('reads a second time where that costs nothing, and once more when a collection ran between the two', async () => {
    const { insideLimits: _, ...here } = changing([counters(1), counters(2), counters(2)]);
    let looks = 0;
    const local: Transport = {
      ...here,
      // Without the state of the process beside it: the second reading.
      readFiles: async (paths, limits) => {
        if (paths.length > 1 || paths[0] !== path) return here.readFiles(paths, limits);
        looks++;
        return [counters(2)];
      },
    };
    expect(told(await follow(local, { count: 2 }))).toEqual([
      [2, false, false],
      [2, false, false],
    ]);
    // One of them is the look that finds the file.
    expect(looks).toBe(3);
  });

  it('ends when the process ends, and says so', async () => {
    const gone = new TransportError('not-found', 'no such file');
    expect(told(await follow(changing([counters(1), gone])))).toEqual([
      [1, false, false],
      ['gap', 'no such file'],
      ['ended', 'no such file'],
    ]);
  });

  it('comes back after a cut, with the gap in between', async () => {
    const cut = new TransportError('failed', 'the connection closed');
    const again = changing([counters(5)]);
    const all = await follow(changing([counters(1), cut]), {
      reopen: async () => ({ transport: again, identity }),
    });
    expect(told(all)).toEqual([
      [1, false, false],
      ['gap', 'the connection closed'],
      [5, false, false],
      [5, false, false],
    ]);
  });

  it('goes on with the JVM that was started in its place, and marks its first reading', async () => {
    const cut = new TransportError('failed', 'the container ended');
    const started = { ...identity, startTicks: identity.startTicks + 500 };
    const base = changing([counters(0)]);
    const next: Transport = {
      ...base,
      readFiles: async (paths, limits) => {
        const answers = await base.readFiles(paths, limits);
        const later = (stat: Uint8Array): Uint8Array =>
          Buffer.from(Buffer.from(stat).toString().replace(String(identity.startTicks), String(started.startTicks)));
        return answers.map((answer, index) =>
          paths[index] === '/proc/100/stat' ? later(answer as Uint8Array) : answer,
        );
      },
    };
    const all = await follow(changing([counters(9), cut]), {
      reopen: async () => ({ transport: next, identity: started }),
    });
    expect(told(all)).toEqual([
      [9, false, false],
      ['gap', 'the container ended'],
      [0, false, true],
      [0, false, false],
    ]);
  });

  it('goes on with the JVM in its place, too, when the one that was found is gone before the first reading', async () => {
    const gone = new TransportError('gone', 'the container died');
    const dead: Transport = {
      ...changing([counters(1)]),
      listDir: () => Promise.reject(gone),
      readFiles: async (paths) => paths.map(() => gone),
    };
    const options = { reopen: async () => ({ transport: changing([counters(5)]), identity }), patienceMs: 1_000 };
    expect(told(await follow(dead, { ...options, count: 1 }))).toEqual([[5, false, false]]);
    const nobody = follow(dead, { ...options, reopen: async () => undefined, patienceMs: 50 });
    await expect(nobody).rejects.toThrow('the container died; no JVM runs there now');
  });

  it('gives up when nothing is there again in time', async () => {
    const cut = new TransportError('failed', 'the connection closed');
    const all = await follow(changing([counters(1), cut]), { reopen: async () => undefined, patienceMs: 50 });
    expect(told(all).at(-1)).toEqual(['ended', 'the connection closed; no JVM runs there now']);
  });

  it('takes a file of 32 random KB for no counters', async () => {
    const all = await follow(changing([counters(1), new Uint8Array(32 * 1024).fill(7)]), { patienceMs: 50 });
    expect(told(all).at(-1)).toEqual(['ended', 'this is no hsperfdata file: it does not begin with ca fe c0 c0']);
  });

  it('throws when there is nothing to begin with', async () => {
    await expect(follow(place({}))).rejects.toThrow(/keeps none/);
  });

  it('stops at once when it is told to', async () => {
    const controller = new AbortController();
    const all: Followed[] = [];
    const options = { intervalMs: 60_000, signal: controller.signal, now: Date.now };
    for await (const one of followCounters({ transport: changing([counters(1)]), identity }, options)) {
      all.push(one);
      controller.abort();
    }
    expect(all).toHaveLength(1);
  });
});
