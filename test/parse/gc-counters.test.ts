import { describe, expect, it } from 'vitest';
import type { GcSample } from '../../src/model/gc-series.ts';
import { ParseError } from '../../src/model/parsed.ts';
import gcCounters from '../../src/parse/gc-counters.ts';
import { gcJvmOf } from '../../src/parse/perf-data/gc-jvm.ts';
import { gcSampleOf } from '../../src/parse/perf-data/gc-sample.ts';
import { perfReader } from '../../src/parse/perf-data/reader.ts';
import { counterLines } from '../../src/probe/perf/lines.ts';
import { perfFile } from '../support/perf-file.ts';
import { fixture, head, read, readCut } from './read.ts';

const startMs = Date.UTC(2026, 10, 20, 12);

const counters = (full: number, old: number): Readonly<Record<string, number | string>> => ({
  'sun.rt.createVmBeginTime': startMs - 60_000,
  'java.property.java.version': '17.0.15',
  'sun.gc.policy.name': 'ParScav:MSC',
  'sun.os.hrt.frequency': 1_000_000_000,
  'sun.gc.collector.0.invocations': 9,
  'sun.gc.collector.1.invocations': full,
  'sun.gc.collector.1.time': full * 80_000_000,
  'sun.gc.generation.1.space.0.used': old,
  'sun.gc.generation.1.space.0.capacity': 1000,
  'sun.gc.cause': 'No GC',
});

const readings = (all: readonly Readonly<Record<string, number | string>>[]) => {
  const reader = perfReader();
  return all.map((one) => {
    const reading = reader(perfFile(one));
    if (typeof reading === 'string') throw new Error(reading);
    return reading;
  });
};

const seriesText = (all: readonly Readonly<Record<string, number | string>>[], restartAt = -1): string => {
  const lines = counterLines();
  return readings(all)
    .map((reading, index) => {
      if (index === restartAt) lines.restart();
      return JSON.stringify(lines.line(reading, startMs + index * 1000, { torn: false, pid: 7 }));
    })
    .join('\n');
};

const samplesOf = (pieces: readonly { readonly samples?: readonly GcSample[] }[]): readonly GcSample[] =>
  pieces.flatMap(({ samples = [] }) => samples);

describe('a stored series of counters', () => {
  it('gives each reading back as it was', async () => {
    const all = [counters(0, 900), counters(1, 300), counters(1, 350)];
    const text = seriesText(all);
    const { pieces, recognised, total } = await read(gcCounters, text);
    const [first] = readings(all.slice(0, 1));
    const jvm = gcJvmOf(first ?? new Map());
    expect(samplesOf(pieces).map(({ line: _, ...sample }) => sample)).toEqual(
      readings(all).map((reading, index) => gcSampleOf(reading, jvm, startMs + index * 1000)),
    );
    expect([recognised, total]).toEqual([3, 3]);
    expect(pieces[0]?.jvm).toMatchObject({ collector: 'Parallel', jdk: 17, pid: 7 });
  });

  it('holds only what changed after the first line', () => {
    const [, second = ''] = seriesText([counters(0, 900), counters(0, 950)]).split('\n');
    expect(JSON.parse(second)).toEqual({
      at: '2026-11-20T12:00:01.000Z',
      changed: { 'sun.gc.generation.1.space.0.used': 950 },
    });
  });

  it('goes over to a new life where the JVM was restarted', async () => {
    const { pieces } = await read(gcCounters, seriesText([counters(4, 900), counters(0, 100)], 1));
    expect(pieces.map(({ newLife, samples }) => [newLife, samples?.length])).toEqual([
      [undefined, 1],
      [true, 1],
    ]);
  });

  it('says gaps and the end as problems with their line', async () => {
    const text = [
      seriesText([counters(0, 1)]),
      '{"at":"2026-11-20T12:00:05Z","gap":"the connection closed"}',
      '{"at":"2026-11-20T12:00:09Z","ended":"the process ended"}',
    ].join('\n');
    const { problems, recognised, total } = await read(gcCounters, text);
    expect(problems).toEqual([
      { line: 2, message: 'a gap: the connection closed' },
      { line: 3, message: 'the end: the process ended' },
    ]);
    expect([recognised, total]).toEqual([3, 3]);
  });

  it('keeps the readings before a cut in the middle of a line', async () => {
    const text = seriesText(Array.from({ length: 20 }, (_, index) => counters(index, 100 + index)));
    for (const { at, read: cut } of await readCut(gcCounters, text)) {
      const lines = text.slice(0, at).split('\n');
      const whole = lines.filter((line) => line.endsWith('}}')).length;
      expect(cut === undefined ? 0 : samplesOf(cut.pieces).length).toBe(whole);
    }
  });

  it('leaves out lines somebody spoilt, with what is wrong with each', async () => {
    const spoilt = ['{"at":"x","changed":{}}', '{"at":"2026-11-20T12:00:02Z","changed":{"a":[1]}}', '[]', 'null'];
    const { problems, recognised, total } = await read(
      gcCounters,
      [seriesText([counters(0, 1)]), ...spoilt].join('\n'),
    );
    expect(problems.map(({ line, message }) => [line, message])).toEqual([
      [2, 'left out: it has no time'],
      [3, 'left out: its counters are neither numbers nor texts'],
      [4, 'left out: it has no time'],
      [5, 'left out: it is no object'],
    ]);
    expect([recognised, total]).toEqual([1, 5]);
  });

  it('is known by its first line alone', async () => {
    expect(gcCounters.recognise(head(seriesText([counters(0, 1)])))).toBe('certain');
    expect(gcCounters.recognise(head('{"format":"other"}'))).toBe('no');
    await expect(read(gcCounters, '{"format":"jdiag-gc-counters-1"}')).rejects.toThrow(ParseError);
  });

  it.each(['serial', 'parallel', 'g1', 'zgc-generational', 'shenandoah'])(
    'keeps the figures that the rules read, of a real %s',
    (name) => {
      const reading = perfReader()(fixture(`perf-data/gc/${name}-jdk25.bin.gz`));
      if (typeof reading === 'string') throw new Error(reading);
      const sample = gcSampleOf(reading, gcJvmOf(reading), Date.now());
      expect(sample.heap?.usedBytes).toBeGreaterThan(0);
      expect(sample.gcTimeMs).toBeGreaterThan(0);
      expect(sample.safepointTimeMs).toBeGreaterThan(0);
    },
  );
});
