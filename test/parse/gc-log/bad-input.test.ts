import { describe, expect, it } from 'vitest';
import gcLog from '../../../src/parse/gc-log.ts';
import { fixtureText, head, read } from '../read.ts';

const log = (name: string): string => fixtureText(`gc-log/${name}.log`);
const eventsOf = async (text: string) => {
  const { pieces, ...reading } = await read(gcLog, text);
  return { events: pieces.flatMap((piece) => piece.events ?? []), pieces, reading };
};

const full = (uptime: string, id = 0): string =>
  `[${uptime}s][info][gc] GC(${id}) Pause Full (Ergonomics) 133M->95M(144M) 170.305ms`;
const wall = (time: string, id = 0): string =>
  `[2026-11-20T${time}.000+0000][info][gc] GC(${id}) Pause Full (Ergonomics) 133M->95M(144M) 170.305ms`;

describe('a log of something else', () => {
  it.each([
    ['an access log', '10.0.0.1 - - [20/Nov/2026:13:35:11 +0000] "GET / HTTP/1.1" 200 12\n'],
    ['an application log', '2026-11-20 13:35:11.117 INFO [main] com.acme.Order - [GC] of old orders: 12->3\n'],
    ['jstat', '  S0C    S1C    S0U\n 0.0    0.0    0.0\n'],
    ['nothing', ''],
    [
      'a thread dump',
      'Full thread dump OpenJDK 64-Bit Server VM (17.0.15 mixed mode):\n\n"main" #1 prio=5 tid=0x1 nid=0x1 runnable\n',
    ],
  ])('%s is not taken', async (_, text) => {
    expect(gcLog.recognise(head(text))).toBe('no');
    await expect(read(gcLog, text)).rejects.toThrow('no collection was found');
  });
});

describe('text of others between the lines', () => {
  it('is counted apart, the first of it shown, and changes no figure', async () => {
    const text = log('jdk17-g1');
    const mixed = text
      .split('\n')
      .flatMap((line, i) => (i % 3 === 0 ? [line, `2026-11-20 13:35:11 INFO order ${i} -> done [GC]`] : [line]))
      .join('\n');
    const { events, reading } = await eventsOf(mixed);
    const plain = await eventsOf(text);
    const without = ({ events: list }: typeof plain) => list.map(({ line: _, endLine: __, ...rest }) => rest);
    expect(without({ ...plain, events })).toEqual(without(plain));
    expect(reading.total - reading.recognised).toBe(44);
    expect(reading.problems).toEqual([
      { line: 2, message: "44 lines are no collector's, the first: 2026-11-20 13:35:11 INFO order 0 -> done [GC]" },
    ]);
  });

  it('that a collector wrote and nobody knows is said', async () => {
    const { reading } = await eventsOf(`${full('400.1')}\n[400.2s][info][gc] GC(1) Pause of a new kind 3 things\n`);
    expect(reading.recognised).toBe(2);
    const unknown = await eventsOf(`${full('400.1')}\n[400.2s][info][gc] GC(1) Something nobody has heard of\n`);
    expect(unknown.reading).toMatchObject({ recognised: 1, total: 2 });
    expect(unknown.reading.problems[0]).toMatchObject({ line: 2 });
    expect(unknown.reading.problems[0]?.message).toContain('Something nobody has heard of');
  });
});

describe('clocks', () => {
  it('an uptime that goes back is another JVM', async () => {
    const { pieces } = await eventsOf([full('400.1'), full('460.2', 1), full('0.9'), full('30', 1)].join('\n'));
    expect(pieces.map((piece) => [piece.newLife ?? false, piece.events?.length])).toEqual([
      [false, 2],
      [true, 2],
    ]);
  });

  it('a first line of a JVM begins another life, also without times', async () => {
    const text = log('jdk17-g1-no-decorations');
    const { pieces } = await eventsOf(`${text}${text}`);
    expect(pieces.filter(({ newLife }) => newLife)).toHaveLength(1);
    expect(pieces.map(({ events }) => events?.length)).toEqual([4, 4]);
  });

  it('a wall clock that is set back is said, and the order holds', async () => {
    const { events, reading } = await eventsOf(
      [wall('13:00:00'), wall('13:10:00', 1), wall('12:40:00', 2), wall('12:50:00', 3)].join('\n'),
    );
    expect(events.map(({ atMs = 0 }) => (atMs - (events[0]?.atMs ?? 0)) / 60_000)).toEqual([0, 10, 10, 20]);
    expect(reading.problems).toEqual([
      { line: 3, message: 'the clock goes back by 1800 s: later times are taken to follow on' },
    ]);
  });
});

describe('damage', () => {
  it('a line cut in the middle loses only itself', async () => {
    const whole = `${full('400.1')}\n${full('401.1', 1)}\n`;
    const { events } = await eventsOf(whole.slice(0, -12));
    expect(events).toHaveLength(1);
  });

  it('a line whose time is gone gives no collection: no time is made of its sizes', async () => {
    const { events, reading } = await eventsOf(
      `${full('400.1')}\n[401.1s][info][gc] GC(1) Pause Young (Normal) (G1 Evacuation Pause) 47M->38M(64M365ms\n`,
    );
    expect(events).toHaveLength(1);
    expect(reading).toMatchObject({ recognised: 2, total: 2 });
  });

  it('a line of JDK 8 that breaks off in the middle of its cause keeps nothing of the one after it', async () => {
    const line = (at: string, cause: string): string =>
      `${at}: [GC (${cause}  16384K->2548K(62976K), 0.0070000 secs]\n`;
    const { events } = await eventsOf(
      line('1.5', 'Allocation Failure)') + line('2.5', 'Alloc') + line('3.5', 'Metadata)'),
    );
    expect(events.map(({ uptimeMs, cause }) => [uptimeMs, cause])).toEqual([
      [1500, 'Allocation Failure'],
      [2500, undefined],
      [3500, 'Metadata'],
    ]);
    for (const { durationMs } of events) expect(durationMs).toBe(7);
  });

  it('control characters, very long lines and numbers without end do no harm', async () => {
    const { events } = await eventsOf(
      [
        full('400.1'),
        `\u001b[31m${full('401.1', 1)}`,
        `[402s][info][gc] GC(2) Pause Full (${'('.repeat(5000)}) 1M->1M(1M) 1.0ms`,
        `[${'9'.repeat(400)}s][info][gc] GC(${'9'.repeat(400)}) Pause Young (Normal) 1M->1M(1M) ${'9'.repeat(400)}ms`,
        'x'.repeat(200_000),
        full('403', 4),
      ].join('\n'),
    );
    expect(events.length).toBeGreaterThanOrEqual(2);
    for (const event of events) expect(JSON.stringify(event)).not.toContain('null');
  });
});
