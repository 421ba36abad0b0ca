import { describe, expect, it } from 'vitest';
import { gcSeries } from '../../../src/facts/gc/series.ts';
import { youngOf } from '../../../src/facts/gc/young.ts';
import type { GcEvent } from '../../../src/model/gc-series.ts';

const mib = 1024 ** 2;

const seriesOf = (events: readonly GcEvent[]) => {
  const fold = gcSeries();
  fold.add({ artifactId: 'a', source: 'log', jvm: { collector: 'G1', heapMaxBytes: 100 * mib }, events });
  return fold.value();
};

const young = (uptimeMs: number, afterMib: number): GcEvent => ({
  kind: 'young',
  uptimeMs,
  durationMs: 20,
  heap: { beforeBytes: 90 * mib, afterBytes: afterMib * mib, capacityBytes: 100 * mib },
});

describe('young collections over the whole time', () => {
  it('how often, how long, how much is held after them, and their share of all pauses', () => {
    const events = Array.from({ length: 121 }, (_, i) => young(i * 500, 40));
    const full: GcEvent = { kind: 'full', uptimeMs: 60_000, durationMs: 2420 };
    expect(youngOf(seriesOf([...events, full]))).toEqual({
      perMinute: 121,
      everyMs: 60_000 / 121,
      meanMs: 20,
      sharePct: 50,
      heldPct: 40,
    });
  });

  it('what is held is that of the fuller times: young is small because the heap is full', () => {
    const events = Array.from({ length: 100 }, (_, i) => young(i * 500, i % 3 === 0 ? 90 : 40));
    expect(youngOf(seriesOf(events))?.heldPct).toBe(90);
  });

  it('unknown from half a minute only, or without any', () => {
    expect(youngOf(seriesOf([young(1000, 10), young(20_000, 10)]))).toBeUndefined();
    expect(
      youngOf(
        seriesOf([
          { kind: 'full', uptimeMs: 1, durationMs: 3 },
          { kind: 'full', uptimeMs: 90_000, durationMs: 3 },
        ]),
      ),
    ).toBeUndefined();
  });
});
