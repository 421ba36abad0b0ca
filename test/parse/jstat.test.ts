import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { GcPiece, GcSample } from '../../src/model/gc-series.ts';
import { ParseError } from '../../src/model/parsed.ts';
import jstat from '../../src/parse/jstat.ts';
import { fixture, fixtureText, head, read, readCut } from './read.ts';

const names = readdirSync(new URL('../../fixtures/formats/jstat/', import.meta.url)).filter((name) =>
  name.endsWith('.txt'),
);
const samplesOf = (pieces: readonly GcPiece[]): readonly GcSample[] => pieces.flatMap(({ samples = [] }) => samples);
const readFixture = (name: string) => read(jstat, fixture(`jstat/${name}`));

const gcutil = (rows: readonly string[]): string =>
  ['  S0     S1     E      O      M     CCS    YGC     YGCT    FGC    FGCT     GCT   ', ...rows].join('\n');
const row = (old: string, full: number): string =>
  `  0.00  35.00  50.00 ${old}  95.00  90.00    100    1.000 ${full}    2.000    3.000`;

describe('text of jstat', () => {
  it.each(names)('is understood to the last line: %s', async (name) => {
    expect(jstat.recognise(head(fixture(`jstat/${name}`)))).toBe('certain');
    const { recognised, total, problems, pieces } = await readFixture(name);
    expect([recognised, problems]).toEqual([total, []]);
    expect(samplesOf(pieces).length).toBeGreaterThan(0);
  });

  it('gives the uptime of -t and the sizes in bytes', async () => {
    const [first] = samplesOf((await readFixture('jdk17-parallel-gc-t-h5.txt')).pieces);
    expect(first).toMatchObject({
      uptimeMs: 194_900,
      old: { usedBytes: Math.round(38_241.6 * 1024), capacityBytes: 44_032 * 1024 },
      youngGcCount: 149,
      fullGcCount: 5,
      fullGcTimeMs: 1728,
    });
    expect(first?.concurrentPauseCount).toBeUndefined();
  });

  it('reads the figures of a German machine', async () => {
    const [first] = samplesOf((await readFixture('jdk17-parallel-gcutil-german.txt')).pieces);
    expect(first).toMatchObject({ old: { usedPct: 86.85 }, youngGcTimeMs: 5565 });
  });

  it('leaves times unknown where there are none', async () => {
    const samples = samplesOf((await readFixture('jdk25-g1-gcold.txt')).pieces);
    expect(samples.map(({ atMs, uptimeMs }) => [atMs, uptimeMs])).toEqual(samples.map(() => [undefined, undefined]));
  });

  it('knows causes of any length', async () => {
    const text = [
      '  S0     S1     E      O      M     CCS    YGC     YGCT     FGC    FGCT     CGC    CGCT       GCT    LGCC                 GCC                 ',
      '     -  50.00  10.00  40.00  60.00  20.00      7     0.040     0     0.000     2     0.001     0.041 Metadata GC Threshold No GC               ',
      '     -  50.00  10.00  40.00  60.00  20.00      7     0.040     0     0.000     2     0.001     0.041 G1 Evacuation Pause  G1 Humongous Allocation',
    ].join('\n');
    expect(samplesOf((await read(jstat, text)).pieces).map(({ lastCause, cause }) => [lastCause, cause])).toEqual([
      ['Metadata GC Threshold', 'No GC'],
      ['G1 Evacuation Pause', 'G1 Humongous Allocation'],
    ]);
  });

  it.each([
    ['zgc-generational-jdk25-gcutil.txt', 'ZGC generational'],
    ['zgc-jdk17-gcutil.txt', 'ZGC'],
    ['shenandoah-jdk17-gcutil.txt', 'Shenandoah'],
    ['epsilon-jdk17-gcutil.txt', 'Epsilon'],
    ['jdk25-g1-gccause.txt', 'G1'],
  ])('tells the collector by the columns it fills: %s', async (name, collector) => {
    expect((await readFixture(name)).pieces.at(-1)?.jvm?.collector).toBe(collector);
  });

  it('does not take the old of generational ZGC, always 100, for a full one', async () => {
    const [sample] = samplesOf((await readFixture('zgc-generational-jdk25-gcutil.txt')).pieces);
    expect(sample?.old?.usedPct).toBeUndefined();
  });

  it('does not take the pauses of Shenandoah for full collections', async () => {
    const [sample] = samplesOf((await readFixture('shenandoah-jdk17-gcutil.txt')).pieces);
    expect(sample?.fullGcCount).toBeUndefined();
    expect(sample?.concurrentPauseCount).toBeGreaterThan(0);
  });

  it('begins another life where totals fall', async () => {
    const { pieces } = await read(jstat, gcutil([row('90.00', 7), row('91.00', 9), row('10.00', 0)]));
    expect(pieces.map(({ newLife, samples }) => [newLife, samples?.length])).toEqual([
      [undefined, 2],
      [true, 1],
    ]);
  });

  it('takes rows whose head line was not copied, and counts what is none', async () => {
    const text = [row('40.00', 1), gcutil([row('41.00', 1)]), 'Connection closed.', row('42.00', 2)].join('\n');
    const { pieces, recognised, total, problems } = await read(jstat, text);
    expect(samplesOf(pieces).map(({ old }) => old?.usedPct)).toEqual([40, 41, 42]);
    expect([recognised, total]).toEqual([4, 5]);
    expect(problems).toEqual([{ line: 4, message: 'not a line of jstat' }]);
  });

  it('keeps what stands before a cut, wherever that is', async () => {
    const text = fixtureText('jstat/jdk17-parallel-gc-t-h5.txt');
    const whole = samplesOf((await read(jstat, text)).pieces);
    for (const { read: cut } of await readCut(jstat, text)) {
      const samples = cut === undefined ? [] : samplesOf(cut.pieces);
      expect(samples.slice(0, -1)).toEqual(whole.slice(0, Math.max(0, samples.length - 1)));
    }
  });

  it('refuses text of something else', async () => {
    expect(jstat.recognise(head('2026-11-20 10:00:00 INFO started\n'))).toBe('no');
    await expect(read(jstat, gcutil([]))).rejects.toThrow(ParseError);
  });
});
