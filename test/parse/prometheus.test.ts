import { describe, expect, it } from 'vitest';
import { questionOf } from '../../src/app/prometheus.ts';
import { growthOf } from '../../src/facts/gc/growth.ts';
import { overheadOf } from '../../src/facts/gc/overhead.ts';
import { gcSeries } from '../../src/facts/gc/series.ts';
import type { GcPiece } from '../../src/model/gc-series.ts';
import prometheus from '../../src/parse/prometheus.ts';
import { head, read } from './read.ts';

const mib = 1024 ** 2;
const start = Date.UTC(2026, 10, 20) / 1000;

/** Twelve hours, a value each minute: a saw-tooth of an hour's collections over a floor. */
const series = (pod: string, id: string, floor: (hour: number) => number) => ({
  metric: { __name__: 'jvm_memory_used_bytes', area: 'heap', id, pod },
  values: Array.from({ length: 720 }, (_, i) => [
    start + 60 * i,
    String(Math.round((floor(i / 60) + 2 * (i % 60)) * mib)),
  ]),
});
const maximum = (pod: string, id: string, value: number) => ({
  metric: { __name__: 'jvm_memory_max_bytes', area: 'heap', id, pod },
  values: [[start, String(value * mib)]],
});
const answer = (...result: readonly unknown[]): string =>
  JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } });

const growths = async (text: string) => {
  const { pieces } = await read(prometheus, text);
  return pieces.map((piece) => {
    const fold = gcSeries();
    fold.add(piece);
    return { newLife: piece.newLife ?? false, collector: piece.jvm?.collector, growth: growthOf(fold.value()) };
  });
};

describe('twelve hours from Prometheus', () => {
  it('show a floor that rises, per hour, in one call', async () => {
    const [one] = await growths(
      answer(
        series('appr-1', 'G1 Old Gen', (hour) => 300 + 20 * hour),
        maximum('appr-1', 'G1 Old Gen', 1024),
      ),
    );
    expect(one?.collector).toBe('G1');
    expect((one?.growth?.perHourBytes ?? 0) / mib).toBeCloseTo(20, 0);
    expect(one?.growth?.pRising).toBe(0.0001);
    expect(one?.growth?.lowestRisePct).toBeGreaterThan(0.35 * (one?.growth?.growthPct ?? 0));
    expect((one?.growth?.fullInMs ?? 0) / 3_600_000).toBeGreaterThan(20);
  });

  it('show none in a saw-tooth over a steady floor', async () => {
    const [one] = await growths(
      answer(
        series('appr-1', 'PS Old Gen', () => 300),
        maximum('appr-1', 'PS Old Gen', 1024),
      ),
    );
    expect(one?.growth?.growthPct).toBeLessThan(5);
  });

  it('show no floor where old was never collected: it fills, and nobody knows what is alive', async () => {
    const filling = { metric: { __name__: 'jvm_memory_used_bytes', area: 'heap', id: 'PS Old Gen', pod: 'appr-1' } };
    const values = Array.from({ length: 720 }, (_, i) => [start + 60 * i, String((100 + i) * mib)]);
    const [one] = await growths(answer({ ...filling, values }, maximum('appr-1', 'PS Old Gen', 1024)));
    expect(one?.growth).toBeUndefined();
  });

  it('of several pods are several JVMs', async () => {
    const text = answer(
      series('appr-1', 'G1 Old Gen', () => 300),
      series('appr-1', 'G1 Eden Space', () => 50),
      series('appr-2', 'G1 Old Gen', (hour) => 300 + 20 * hour),
    );
    expect(prometheus.recognise(head(text))).toBe('certain');
    expect((await growths(text)).map(({ newLife }) => newLife)).toEqual([false, true]);
  });

  it('tell collections, threads and pools beside the memory, as Micrometer and as the JMX exporter name them', async () => {
    const counter = (name: string, labels: object, perMinute: number) => ({
      metric: { __name__: name, pod: 'appr-1', ...labels },
      values: Array.from({ length: 720 }, (_, i) => [start + 60 * i, String(i * perMinute)]),
    });
    const text = answer(
      series('appr-1', 'G1 Old Gen', () => 300),
      counter('jvm_gc_pause_seconds_count', { action: 'end of minor GC', cause: 'G1 Evacuation Pause' }, 3),
      counter('jvm_gc_pause_seconds_sum', { action: 'end of minor GC', cause: 'G1 Evacuation Pause' }, 6),
      counter('jvm_gc_collection_seconds_count', { gc: 'G1 Old Generation' }, 1),
      counter('jvm_gc_collection_seconds_sum', { gc: 'G1 Old Generation' }, 2),
      counter('jvm_threads_live_threads', {}, 1),
      counter('hikaricp_connections_active', { pool: 'orders' }, 0),
      { metric: { __name__: 'hikaricp_connections_max', pool: 'orders', pod: 'appr-1' }, values: [[start, '10']] },
    );
    const [piece] = (await read(prometheus, text)).pieces;
    const fold = gcSeries();
    fold.add(piece as GcPiece);
    const value = fold.value();
    expect(value.tallies).toHaveLength(2);
    expect(value.tallies).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          kind: 'young',
          cause: 'G1 Evacuation Pause',
          count: 3 * 719,
          durationMs: 6 * 719_000,
        }),
        expect.objectContaining({ kind: 'full', count: 719, durationMs: 2 * 719_000 }),
      ]),
    );
    // 8 s of each minute.
    expect(overheadOf(value)?.totalPct).toBeCloseTo(100 * (8 / 60), 0);
    expect(value.sources).toEqual(['prometheus']);
    expect(value.beside).toEqual([
      { what: 'threads', first: 0, last: 719, most: 719, mostAtMs: (start + 60 * 719) * 1000 },
      { what: 'connections-active', name: 'orders', first: 0, last: 0, most: 0, mostAtMs: start * 1000, limit: 10 },
    ]);
  });

  it('of a place whose JVM began anew are two JVMs', async () => {
    const starts = {
      metric: { __name__: 'process_start_time_seconds', pod: 'appr-1' },
      values: Array.from({ length: 720 }, (_, i) => [start + 60 * i, String(i < 300 ? start - 60 : start + 60 * 300)]),
    };
    const { pieces } = await read(
      prometheus,
      answer(
        series('appr-1', 'G1 Old Gen', () => 300),
        starts,
      ),
    );
    expect(pieces.map(({ jvm, samples }) => [jvm?.place, samples?.length])).toEqual([
      ['appr-1, JVM 1 of 2 there', 300],
      ['appr-1, JVM 2 of 2 there', 420],
    ]);
  });

  it.each([
    ['an error', '{"status":"error","error":"bad_data"}', 'no answer of Prometheus'],
    ['other metrics', answer({ metric: { __name__: 'up' }, values: [] }), 'no jvm_memory_used_bytes'],
    ['half an answer', answer(series('a', 'G1 Old Gen', () => 1)).slice(0, 4000), 'no whole JSON'],
  ])('%s is refused in words', async (_, text, words) => {
    await expect(read(prometheus, text)).rejects.toThrow(words);
  });

  it('are asked for by the base address; a question is asked as it is', () => {
    const asked = questionOf('http://prometheus:9090/', start * 1000);
    expect(asked.pathname).toBe('/api/v1/query_range');
    expect(asked.searchParams.get('start')).toBe(String(start - 12 * 3600));
    expect(asked.searchParams.get('query')).toContain('jvm_memory_(used_bytes');
    const own = 'http://prometheus:9090/api/v1/query_range?query=jvm_memory_used_bytes&start=1&end=2&step=60';
    expect(questionOf(own, 0).href).toBe(own);
  });
});
