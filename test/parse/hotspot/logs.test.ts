import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bytesSource, eucKr, utf16 } from '../text/sources.ts';
import { fixture, frames, named, readDump, readDumps } from './read.ts';

const plain = fixture('hotspot-jdk17/sigquit-stdout.txt').toString('utf8').replace('READY\n', '');
const plainLines = plain.trimEnd().split('\n');

/** The dump without what differs by its place in the file. */
const content = async (input: string | Uint8Array) => {
  const dump = await readDump(input);
  const threads = dump.threads.map(({ line: _, endLine: __, ...thread }) => thread);
  const deadlocks = dump.deadlocks.map(({ members }) => members);
  return { threads, deadlocks, jdk: dump.jdk, jvm: dump.jvm, complete: dump.complete };
};

const wrapped = (wrap: (line: string, index: number) => string): string => `${plainLines.map(wrap).join('\n')}\n`;

/** Times that go on while the dump is written, with digits that change in number. */
const clock = (index: number): string => new Date(Date.UTC(2026, 10, 20, 10, 0, 0, 990 + index)).toISOString();

describe('a dump inside of a log', () => {
  const logs: readonly (readonly [string, (line: string, index: number) => string])[] = [
    [
      'a logger',
      (line, i) => `${clock(i).replace('T', ' ').replace('Z', '')}  INFO 1 --- [signal-${i}] c.a.Dumper : ${line}`,
    ],
    ['a logger that trims', (line, i) => `[${i * 7}.${i}s][info] ${line}`.trimEnd()],
    ['kubectl logs --timestamps', (line, i) => `${clock(i)} ${line}`],
    ['kubectl logs --prefix', (line) => `[pod/appr-api-6d565fdcfd-2pb8c/app] ${line}`],
    ['a container runtime (CRI)', (line, i) => `${clock(i)} stdout F ${line}`],
    ['docker compose', (line) => `app-1  | ${line}`],
    ['syslog', (line, i) => `Nov 20 10:00:${String(i % 60).padStart(2, '0')} host java[123]: ${line}`],
    ['Docker JSON', (line, i) => JSON.stringify({ log: `${line}\n`, stream: 'stdout', time: clock(i) })],
    ['Logstash JSON', (line, i) => JSON.stringify({ '@timestamp': clock(i), level: 'INFO', message: line })],
    ['an editor that numbers lines', (line, i) => `${String(i + 1).padStart(5)} ${line}`],
    ['a quotation', (line) => `> ${line}`],
    ['an indented block', (line) => (line === '' ? '' : `    ${line}`)],
  ];
  it.each(logs)('of %s is the same dump', async (_name, wrap) => {
    const inLog = await content(wrapped(wrap));
    expect(inLog).toEqual(await content(plain));
  });

  it('may be one record of a JSON log', async () => {
    const record = JSON.stringify({ level: 'warn', message: plain, thread: 'Signal Dispatcher' });
    const inLog = await content(`{"message":"before"}\n${record}\n{"message":"after"}\n`);
    expect(inLog).toEqual(await content(plain));
  });

  it('stands between lines of the application, which are counted and no part of it', async () => {
    const before = '2026-11-20 09:59:59.000 INFO 1 --- [main] c.a.Api : started\n'.repeat(30);
    const after = '2026-11-20 10:00:01.000 WARN 1 --- [exec-1] c.a.Api : slow request "GET /orders"\n'.repeat(20);
    const trace =
      'java.lang.IllegalStateException: no stock\n\tat com.acme.Stock.take(Stock.java:7)\n\tat com.acme.Order.run(Order.java:9)\n\t... 12 more\n';
    const { dumps, recognised, total, problems } = await readDumps(before + trace + plain + after + trace);
    expect(dumps).toHaveLength(1);
    expect(dumps[0]?.threads).toHaveLength(40);
    expect(dumps[0]?.line).toBe(35);
    expect(total - recognised).toBe(30 + 20 + 2 * 4);
    expect(problems).toEqual([]);
    const all = dumps[0]?.threads.flatMap(frames).join();
    expect(all).not.toContain('com.acme.Stock');
  });

  it('interrupted by lines of others keeps its stacks', async () => {
    const cutIn = plainLines.flatMap((line, i) =>
      i % 9 === 5 ? ['2026-11-20 10:00:00.123 INFO 1 --- [exec-3] c.a.Api : served', line] : [line],
    );
    const { dumps, problems } = await readDumps(cutIn.join('\n'));
    const whole = await readDump(plain);
    expect(dumps[0]?.threads.map((thread) => [thread.name, frames(thread)])).toEqual(
      whole.threads.map((thread) => [thread.name, frames(thread)]),
    );
    expect(problems[0]).toMatchObject({ line: 6 });
  });

  it('interrupted by an exception does not take its frames for its own', async () => {
    const lines = plain.split('\n');
    const at = lines.findIndex((line) => line.startsWith('"object-wait"')) + 4;
    lines.splice(
      at,
      0,
      'java.lang.RuntimeException: boom',
      '\tat com.acme.Stock.take(Stock.java:7)',
      'Caused by: java.io.IOException',
      '\tat com.acme.Net.read(Net.java:1)',
    );
    const dump = await readDump(lines.join('\n'));
    expect(dump.threads).toHaveLength(40);
    expect(dump.threads.flatMap(frames).join()).not.toMatch(/Stock|Net\.read/);
  });

  it('takes its absolute time from a zoned prefix', async () => {
    const { dumps } = await readDumps(wrapped((line, i) => `${clock(i)} ${line}`));
    expect(dumps[0]?.takenAtMs).toBe(Date.parse(clock(1)));
    expect(dumps[0]).not.toHaveProperty('takenAtIsNaive');
  });

  it('takes its naive time from the date line above the banner otherwise', async () => {
    const { dumps } = await readDumps(wrapped((line) => `app | ${line}`));
    expect(dumps[0]).toMatchObject({ takenAtMs: Date.UTC(2026, 10, 20, 10, 49, 51), takenAtIsNaive: true });
  });
});

describe('encodings and line ends', () => {
  const cases: readonly (readonly [string, Uint8Array])[] = [
    ['CRLF', Buffer.from(plain.replaceAll('\n', '\r\n'))],
    ['CR', Buffer.from(plain.replaceAll('\n', '\r'))],
    ['UTF-8 with BOM', Buffer.from(`\ufeff${plain}`)],
    ['UTF-16 LE', utf16(plain, 'le', true)],
    ['UTF-16 BE', utf16(plain, 'be', true)],
    ['UTF-16 LE without BOM', utf16(plain, 'le', false)],
    ['gzip', gzipSync(plain)],
  ];
  it.each(cases)('%s', async (name, bytes) => {
    // In a CR file the newline of a name is a CR, too: there is no telling them apart, and no need.
    expect(await content(bytes), name).toEqual(await content(plain));
  });

  it('EUC-KR', async () => {
    const text =
      '"결재-스레드" #15 prio=5 os_prio=0 tid=0x00007f nid=0x4f50 runnable [0x0]\n   java.lang.Thread.State: RUNNABLE\n';
    expect(named(await readDump(eucKr(text)), '결재-스레드').state).toBe('RUNNABLE');
  });

  it('a gzip cut short gives its threads and says that it was cut', async () => {
    const packed = gzipSync(plain);
    const { dumps, cut, problems } = await readDumps(bytesSource(packed.subarray(0, packed.length >> 1)));
    expect(dumps[0]?.threads.length).toBeGreaterThan(3);
    expect(dumps[0]?.complete).toBe(false);
    expect(cut).toMatch(/gzip data ends early/);
    expect(problems.length).toBeGreaterThan(0);
  });
});
