import { describe, expect, it } from 'vitest';
import type { Collected } from '../../src/model/capture.ts';
import { CollectError, type Probe, type Rung } from '../../src/model/probe.ts';
import { climb } from '../../src/probe/ladder/climb.ts';
import { collectDumps } from '../../src/probe/ladder/dumps.ts';
import { scriptedTransport } from '../../src/transport/scripted.ts';
import { contextOn, type Files, machine, statText } from './support/scene.ts';

const ofJdk17 =
  '"main" #1 prio=5 os_prio=0 cpu=86.31ms elapsed=12.01s tid=0x00007f10 nid=0x3 waiting on condition  [0x00007f]\n';
const ofJdk8 = '"main" #1 prio=5 os_prio=0 tid=0x00007f10 nid=0x3 waiting on condition [0x00007f]\n';

const collected = (how: string, kind: Collected['kind'] = 'thread-dump', text = ofJdk17): Collected => ({
  kind,
  ext: 'txt',
  how,
  cost: 'none',
  takenAtMs: 1,
  outcome: 'ok',
  bytes: new TextEncoder().encode(text),
  problems: [],
});

const rung = (name: string, more: Partial<Rung> = {}): Rung => ({
  name,
  cost: 'none',
  leaves: 'nothing',
  precondition: async () => 'usable',
  collect: async () => collected(name),
  ...more,
});

const probe = (...rungs: readonly Rung[]): Probe => ({ kind: 'thread-dump', title: 'Thread dump', rungs });
const fails = (code: CollectError['code']) => async (): Promise<never> => {
  throw new CollectError(code, 'no luck');
};

const place = (files: Files = {}) => scriptedTransport({ files: machine(files) });

const words = async (climbing: ReturnType<typeof climb>): Promise<readonly string[]> =>
  (await climbing).attempts.map(
    ({ rung: name, status, reason }) => `${name} ${status}${reason === undefined ? '' : `: ${reason}`}`,
  );

describe('a ladder', () => {
  it('stops at the first rung that holds, and says why each of the others was not used', async () => {
    const ladder = probe(
      rung('one', { precondition: async () => ({ refused: 'too short' }) }),
      rung('two', { collect: fails('failed') }),
      rung('three'),
      rung('four'),
    );
    expect(await words(climb(ladder, contextOn(place())))).toEqual([
      'one refused: too short',
      'two failed: no luck',
      'three used',
      'four not-needed',
    ]);
  });

  it('gives each rung those before it, and gathers what they did', async () => {
    const seen: unknown[] = [];
    const ladder = probe(
      rung('one', { collect: fails('failed') }),
      rung('two', {
        collect: async ({ previous, note }) => {
          seen.push(...previous);
          note({ startedAtMs: 0, action: 'look', outcome: 'fine', durationMs: 3, cost: 'none', leaves: 'nothing' });
          return collected('two');
        },
      }),
    );
    const { journal } = await climb(ladder, contextOn(place()));
    expect(seen).toEqual([{ probe: 'thread-dump', rung: 'one', status: 'failed', reason: 'no luck' }]);
    expect(journal).toEqual([
      {
        at: '1970-01-01T00:00:00.000Z',
        subject: 'jvm-1',
        action: 'look',
        outcome: 'fine',
        durationMs: 3,
        cost: 'none',
        leaves: 'nothing',
      },
    ]);
  });

  it('goes no further when the process ended', async () => {
    let gone = false;
    const files = { '/proc/100/stat': () => (gone ? ({ fails: 'not-found' } as const) : statText(100, 5000)) };
    const ladder = probe(
      rung('one', {
        collect: async () => {
          gone = true;
          throw new CollectError('failed', 'connection closed');
        },
      }),
      rung('two'),
    );
    expect(await words(climb(ladder, contextOn(place(files))))).toEqual([
      'one failed: the process ended: connection closed',
      'two refused: the process ended: connection closed',
    ]);
  });

  it('calls a dump partial when the process ended right after it', async () => {
    let gone = false;
    const files = { '/proc/100/stat': () => (gone ? ({ fails: 'gone' } as const) : statText(100, 5000)) };
    const ladder = probe(
      rung('one', {
        collect: async () => {
          gone = true;
          return collected('one');
        },
      }),
    );
    const result = await climb(ladder, contextOn(place(files)));
    expect(result.collected).toMatchObject({ outcome: 'partial', problems: ['the process ended meanwhile'] });
  });

  it('is over at once when the user gave up', async () => {
    const control = new AbortController();
    const ladder = probe(
      rung('one', {
        collect: async () => {
          control.abort();
          throw new DOMException('x', 'AbortError');
        },
      }),
      rung('two'),
    );
    expect(await words(climb(ladder, contextOn(place(), { signal: control.signal })))).toEqual([
      'one failed: interrupted',
      'two refused: interrupted',
    ]);
    expect(await words(climb(ladder, contextOn(place(), { signal: AbortSignal.abort() })))).toEqual([
      'one refused: interrupted',
      'two refused: interrupted',
    ]);
  });

  it('does not hide a bug as a refusal', async () => {
    const ladder = probe(
      rung('one', {
        collect: async () => {
          throw new TypeError('a bug');
        },
      }),
    );
    await expect(climb(ladder, contextOn(place()))).rejects.toThrow('a bug');
  });

  it('holds to --max-pause and to --allow', async () => {
    const slow = probe(rung('one', { estimatedPauseMs: async () => 1500.2 }));
    expect(await words(climb(slow, contextOn(place())))).toEqual([
      'one refused: it would pause the JVM for about 1501 ms, more than --max-pause 1000 ms',
    ]);
    expect(await words(climb(slow, contextOn(place(), { maxPauseMs: 2000 })))).toEqual(['one used']);
    const loud = probe(rung('one', { allow: { name: 'app-log', consequence: 'it is loud' } }));
    expect(await words(climb(loud, contextOn(place())))).toEqual([
      'one refused: it is loud: allow it with --allow app-log',
    ]);
    expect(await words(climb(loud, contextOn(place(), { allow: new Set(['app-log']) })))).toEqual(['one used']);
    expect(
      await words(climb(loud, contextOn(place(), { ask: async ({ consequence }) => consequence === 'it is loud' }))),
    ).toEqual(['one used']);
  });
});

describe('several dumps', () => {
  const processProbe: Probe = {
    kind: 'process',
    title: 'Process',
    rungs: [
      rung('procfs', {
        collect: async ({ tasks }) => collected(`procfs${tasks === undefined ? '' : ` ${tasks}`}`, 'process'),
      }),
    ],
  };

  it('take a process snapshot beside each, and decide on the way once', async () => {
    let refusals = 0;
    const ladder = probe(
      rung('one', {
        precondition: async () => {
          refusals++;
          return { refused: 'no' };
        },
      }),
      rung('two'),
    );
    const told: string[] = [];
    const series = await collectDumps(ladder, processProbe, contextOn(place()), {
      dumps: 3,
      intervalMs: 0,
      onCollected: ({ how }) => void told.push(how),
    });
    const pair = ['procfs counted', 'two'];
    expect(series.collected.map(({ how }) => how)).toEqual([...pair, ...pair, ...pair]);
    expect(told).toEqual(series.collected.map(({ how }) => how));
    expect(refusals).toBe(1);
    expect(series.attempts.map(({ rung: name, status }) => `${name} ${status}`)).toEqual([
      'procfs used',
      'one refused',
      'two used',
    ]);
  });

  it('list the threads, too, where the dumps have neither their CPU nor their age', async () => {
    const ladder = probe(rung('one', { collect: async () => collected('one', 'thread-dump', ofJdk8) }));
    const series = await collectDumps(ladder, processProbe, contextOn(place()), { dumps: 2, intervalMs: 0 });
    expect(series.collected.map(({ how }) => how)).toEqual(['procfs counted', 'one', 'procfs', 'procfs', 'one']);
  });

  it('tell of a snapshot while the JVM works on its dump', async () => {
    const order: string[] = [];
    const ladder = probe(
      rung('one', {
        collect: async ({ asked }) => {
          asked?.();
          await new Promise((resolve) => setTimeout(resolve, 50));
          order.push('dump had');
          return collected('one');
        },
      }),
    );
    await collectDumps(ladder, processProbe, contextOn(place()), {
      dumps: 1,
      intervalMs: 0,
      onCollected: ({ how }) => void order.push(`told of ${how}`),
    });
    expect(order).toEqual(['told of procfs counted', 'dump had', 'told of one']);
  });

  it('fail when what they are told of cannot be stored', async () => {
    const ladder = probe(
      rung('one', {
        collect: async ({ asked }) => {
          asked?.();
          await new Promise((resolve) => setTimeout(resolve, 50));
          return collected('one');
        },
      }),
    );
    const full = new Error('no space left');
    const taking = collectDumps(ladder, processProbe, contextOn(place()), {
      dumps: 1,
      intervalMs: 0,
      onCollected: async () => {
        throw full;
      },
    });
    await expect(taking).rejects.toBe(full);
  });

  it('end when one fails, which is said', async () => {
    let left = 2;
    const ladder = probe(
      rung('one', {
        collect: async () => {
          if (left-- === 0) throw new CollectError('failed', 'no answer');
          return collected('one');
        },
      }),
    );
    const series = await collectDumps(ladder, processProbe, contextOn(place()), { dumps: 5, intervalMs: 0 });
    expect(series.collected.filter(({ kind }) => kind === 'thread-dump')).toHaveLength(2);
    expect(series.attempts.at(-1)).toMatchObject({ rung: 'one', status: 'failed', reason: 'no answer' });
  });

  it('without a way to a dump are the snapshots alone; the way is not looked for again', async () => {
    let looked = 0;
    const ladder = probe(
      rung('one', {
        precondition: async () => {
          looked++;
          return { refused: 'no head-room' };
        },
      }),
    );
    const series = await collectDumps(ladder, processProbe, contextOn(place()), { dumps: 3, intervalMs: 0 });
    expect(series.collected.map(({ how }) => how)).toEqual(['procfs counted', 'procfs', 'procfs', 'procfs']);
    expect(looked).toBe(1);
  });

  it('are over when the process is', async () => {
    let gone = false;
    const files = { '/proc/100/stat': () => (gone ? ({ fails: 'not-found' } as const) : statText(100, 5000)) };
    const endsAfter = async (): Promise<Collected> => {
      gone = true;
      return collected('one');
    };
    const ladder = probe(rung('one', { collect: endsAfter }));
    const series = await collectDumps(ladder, processProbe, contextOn(place(files)), { dumps: 3, intervalMs: 0 });
    expect(series.collected.map(({ how, outcome }) => `${how} ${outcome}`)).toEqual([
      'procfs counted ok',
      'one partial',
    ]);
    expect(series.attempts.at(-1)).toMatchObject({ reason: 'the process ended' });
  });

  it('do not wait for the next one when the user gives up', async () => {
    const control = new AbortController();
    const series = collectDumps(probe(rung('one')), processProbe, contextOn(place(), { signal: control.signal }), {
      dumps: 3,
      intervalMs: 60_000,
    });
    setTimeout(() => control.abort(), 20);
    expect((await series).collected).toHaveLength(2);
  });
});
