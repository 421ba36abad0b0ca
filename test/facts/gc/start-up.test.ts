import { describe, expect, it } from 'vitest';
import { overheadOf } from '../../../src/facts/gc/overhead.ts';
import { gcSeries } from '../../../src/facts/gc/series.ts';
import type { GcEvent } from '../../../src/model/gc-series.ts';

const minute = 60_000;

/** A pause of a second every four seconds while busy, then a short one a minute until the end. */
const overhead = (busyUntilMs: number, endMs: number) => {
  const events: GcEvent[] = [];
  for (let uptimeMs = 1000; uptimeMs < endMs; uptimeMs += uptimeMs < busyUntilMs ? 4000 : minute)
    events.push({ kind: 'young', uptimeMs, durationMs: uptimeMs < busyUntilMs ? 1000 : 20 });
  const fold = gcSeries();
  fold.add({ artifactId: 'a', source: 'log', jvm: { collector: 'CMS' }, events });
  return overheadOf(fold.value());
};

describe('a start-up that goes on after the fifth minute', () => {
  it('ends when it ends, in a log of hours', () => {
    expect(overhead(7 * minute, 180 * minute)?.worst3MinPct).toBeLessThan(2);
  });

  it('lasts ten minutes at most: what stays busy is overhead', () => {
    expect(overhead(14 * minute, 180 * minute)?.worst3MinPct).toBeGreaterThan(20);
  });

  it('is none in a log of a quarter of an hour: that it goes on is all that is known', () => {
    expect(overhead(9 * minute, 15 * minute)?.worst3MinPct).toBeGreaterThan(20);
  });
});
