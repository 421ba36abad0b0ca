import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { CrashReport } from '../../src/model/crash-report.ts';
import { ParseError } from '../../src/model/parsed.ts';
import { crashReader } from '../../src/parse/crash-report/reader.ts';
import format from '../../src/parse/crash-report.ts';
import gcLog from '../../src/parse/gc-log.ts';
import hotspot from '../../src/parse/hotspot.ts';
import { logScanner } from '../../src/parse/log/scan.ts';

const captured = (name: string): string =>
  gunzipSync(
    readFileSync(new URL(`../../fixtures/captures/${name}/raw/jvm-1/crash-report/001.log.gz`, import.meta.url)),
  ).toString();

const read = (text: string): CrashReport | undefined => {
  const reader = crashReader('a');
  for (const [i, line] of text.split('\n').entries()) reader.line(line, i + 1);
  return reader.end();
};

const head = (text: string) => ({ bytes: Buffer.from(text), text });

describe.each([8, 17, 21, 25])('a crash report of JDK %i', (jdk) => {
  it('of a bad address names the signal, the thread and the way there', () => {
    const report = read(captured(`jvm-crashed-jdk${jdk}`));
    expect(report).toMatchObject({
      kind: 'signal',
      signal: 'SIGSEGV',
      isNullAddress: true,
      mainClass: 'com.acme.appr.threads.Crash',
      thread: { name: 'http-nio-8080-exec-7', kind: 'JavaThread' },
      problematic: { kind: 'V', library: 'libjvm.so' },
    });
    expect(report?.javaThreads?.filter((name) => name.startsWith('order-worker-'))).toHaveLength(8);
    expect(report?.frames.map(({ text }) => text).join()).toContain('Crash$OrderCodec.write(J)V');
    expect(report?.memory.physicalBytes).toBeGreaterThan(report?.memory.availableBytes ?? Number.NaN);
    expect(report?.uptimeMs).toBeGreaterThan(0);
  });

  it('of refused memory tells how much was asked for and what limits the process', () => {
    expect(read(captured(`jvm-native-memory-refused-jdk${jdk}`))).toMatchObject({
      kind: 'memory',
      message: expect.stringContaining('Native memory allocation ('),
      requestedBytes: expect.any(Number),
      addressSpaceBytes: 3000 * 2 ** 20,
    });
  });

  it('is neither a thread dump nor a log of collections', () => {
    const text = captured(`jvm-crashed-jdk${jdk}`);
    expect([format, hotspot, gcLog].map((one) => one.recognise(head(text)))).toEqual(['certain', 'no', 'no']);
  });

  it('cut anywhere behind its head is still one', () => {
    const text = captured(`jvm-crashed-jdk${jdk}`);
    for (let end = 400; end < text.length; end += 997) expect(read(text.slice(0, end))?.signal).toBe('SIGSEGV');
  });
});

describe('other heads', () => {
  const top = '#\n# A fatal error has been detected by the Java Runtime Environment:\n#\n';

  it.each<[string, object]>([
    [
      '#  SIGBUS (0x7) at pc=0x00007f0b2a4d2f94, pid=1, tid=40\n#\n# JRE version: x\n# Problematic frame:\n# C  [libzip.so+0x11d1]  inflate_fast+0x81\n#\n',
      { kind: 'signal', signal: 'SIGBUS', problematic: { kind: 'C', library: 'libzip.so' } },
    ],
    [
      '#  EXCEPTION_ACCESS_VIOLATION (0xc0000005) at pc=0x6d81fb, pid=7, tid=8\n# Problematic frame:\n# V  [jvm.dll+0x1f]\n',
      { kind: 'signal', signal: 'EXCEPTION_ACCESS_VIOLATION', pid: 7 },
    ],
    [
      '#  Internal Error (g1ConcurrentMark.cpp:1658), pid=1, tid=44\n#  guarantee(worker_id < 4) failed: Must be\n',
      { kind: 'error', message: 'guarantee(worker_id < 4) failed: Must be', pid: 1 },
    ],
    [
      '#  Internal Error (debug.cpp:362), pid=28, tid=29\n#  fatal error: OutOfMemory encountered: Metaspace\n',
      { kind: 'error', outOfMemory: 'metaspace' },
    ],
    ['# Cannot create worker GC thread. Out of system resources.\n', { kind: 'memory', requested: 'thread' }],
    [
      '# Native memory allocation (mmap) failed to map 12288 bytes for committing reserved memory.\n#  Out of Memory Error (os_linux.cpp:2795), pid=6, tid=7\n',
      { kind: 'memory', requested: 'mmap', requestedBytes: 12288, pid: 6 },
    ],
  ])('%j', (text, expected) => {
    expect(read(top + text)).toMatchObject(expected);
  });

  it('names the method that the compiler died on', () => {
    const task = 'Current CompileTask:\nC2:   7284  812 %  b  4       com.acme.Codec::decode @ 12 (410 bytes)\n';
    expect(read(`${top}#  SIGSEGV (0xb) at pc=0x1, pid=1, tid=2\n#\n\n${task}`)?.compiling).toBe(
      'com.acme.Codec::decode',
    );
  });

  it('without a cause is refused', async () => {
    const text = `${top}\nnothing more\n`;
    const source = {
      name: 'cut.log',
      size: text.length,
      stream: async function* () {
        yield Buffer.from(text);
      },
    };
    await expect(format.parse(source, { artifactId: 'a', emit: () => {} })).rejects.toThrow(ParseError);
  });
});

it('a crash that was printed late in a log is seen, with its frame', () => {
  const scanner = logScanner('log');
  const text = captured('jvm-crashed-jdk17').split('\n').slice(0, 16);
  scanner.batch([...Array.from({ length: 5000 }, () => '2026-11-20 10:00:00 INFO served'), ...text]);
  const matches = scanner.scan().matches.filter(({ pattern }) => pattern === 'jvm-crash');
  expect(matches.at(-1)).toMatchObject({
    line: 5009,
    values: { signal: 'SIGSEGV', kind: 'V', frame: expect.stringContaining('Unsafe_PutLong') },
  });
});
