import { describe, expect, it } from 'vitest';
import { metaspaceAmong } from '../../../src/facts/gc/metaspace.ts';
import { gcSeries } from '../../../src/facts/gc/series.ts';
import type { GcPiece } from '../../../src/model/gc-series.ts';

const mib = 1024 ** 2;

const seriesOf = (piece: Omit<GcPiece, 'artifactId'>) => {
  const fold = gcSeries();
  fold.add({ artifactId: 'a', ...piece });
  return fold.value();
};

const log = seriesOf({
  source: 'log',
  events: [
    { kind: 'young', uptimeMs: 1000, durationMs: 5 },
    { kind: 'full', uptimeMs: 5000, durationMs: 5, metaspace: { afterBytes: 20 * mib } },
  ],
});
const counters = seriesOf({
  source: 'counters',
  jvm: { metaspaceMaxBytes: 32 * mib },
  samples: [{ uptimeMs: 60_000, metaspace: { usedBytes: 30 * mib, capacityBytes: 31 * mib } }],
});

describe('metaspace of a life that has a log and counters', () => {
  it('is as of now and with its limit, which only the counters know', () => {
    expect(metaspaceAmong([log, counters])).toMatchObject({ usedBytes: 30 * mib, maxBytes: 32 * mib });
  });

  it('is that of the log where there is nothing else', () => {
    expect(metaspaceAmong([log])).toMatchObject({ usedBytes: 20 * mib, maxBytes: undefined });
  });

  it('is stale where the log went on for minutes without a word of it', () => {
    const events = [
      { kind: 'full', uptimeMs: 5000, durationMs: 5, metaspace: { afterBytes: 20 * mib } },
      { kind: 'young', uptimeMs: 20_000, durationMs: 5 },
    ] as const;
    expect(metaspaceAmong([seriesOf({ source: 'log', events })])?.isStale).toBe(true);
    expect(metaspaceAmong([log])?.isStale).toBe(false);
    expect(metaspaceAmong([log, counters])?.isStale).toBe(false);
  });

  it('is not known of a log without it', () => {
    expect(metaspaceAmong([seriesOf({ source: 'log', events: [{ kind: 'young', uptimeMs: 1 }] })])).toBeUndefined();
  });
});
