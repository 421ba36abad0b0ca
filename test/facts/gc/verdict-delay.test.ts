import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { stormOf } from '../../../src/facts/gc/full.ts';
import { growthOf } from '../../../src/facts/gc/growth.ts';
import { gcSeries } from '../../../src/facts/gc/series.ts';
import type { GcSeries } from '../../../src/model/gc-series.ts';
import gcLog from '../../../src/parse/gc-log.ts';
import { read } from '../../parse/read.ts';
import { delayOf } from '../../score/delay.ts';

const captures = join(import.meta.dirname, '../../../fixtures/captures');

const eventsOf = async (capture: string) => {
  const folder = join(captures, capture, 'raw/jvm-1/gc-log');
  const [file = ''] = readdirSync(folder);
  const bytes = readFileSync(join(folder, file));
  const { pieces } = await read(gcLog, file.endsWith('.gz') ? gunzipSync(bytes) : bytes);
  return { pieces, events: pieces.flatMap((piece) => piece.events ?? []) };
};

/** The conditions of rules/gc/old-gen-growth (warning) and full-gc-storm. */
const isTold = (series: GcSeries): boolean => {
  if ((stormOf(series)?.length ?? 0) >= 3) return true;
  const growth = growthOf(series);
  if (growth === undefined) return false;
  const { pRising, growthPct, lowestRisePct, endPct, lastThirdShare, fullInMs = Number.POSITIVE_INFINITY } = growth;
  const rises = pRising < 0.05 && growthPct >= 5 && lowestRisePct >= 0.35 * growthPct;
  return rises && endPct >= 40 && lastThirdShare >= 0.5 && fullInMs <= 86_400_000;
};

const stepMs = 15_000;

/** Minutes after the start of the JVM until a leak is told. */
const minutesUntilTold = async (capture: string): Promise<number> => {
  const { pieces, events } = await eventsOf(capture);
  const fold = gcSeries();
  for (const { events: _, ...rest } of pieces) fold.add(rest);
  let next = 5 * 60_000;
  for (const event of events) {
    fold.add({ artifactId: 'a', source: 'log', events: [event] });
    const { uptimeMs = 0 } = event;
    if (uptimeMs < next) continue;
    next = uptimeMs + stepMs;
    if (isTold(fold.value())) return uptimeMs / 60_000;
  }
  return Number.POSITIVE_INFINITY;
};

describe('a leak that fills the heap in nine minutes', () => {
  it.each(['leak-parallel-jdk8', 'leak-serial-jdk25', 'leak-g1-jdk17', 'leak-zgc-jdk17', 'leak-shenandoah-jdk17'])(
    '%s is told within three minutes after the start-up',
    async (name) => {
      expect(await minutesUntilTold(`gclog-${name}`)).toBeLessThan(8);
    },
  );

  it.each(['drift-parallel-jdk8', 'drift-g1-jdk17', 'sawtooth-g1-jdk21', 'churn-zgc-jdk25'])(
    '%s holds what it holds: at no moment a leak is told',
    async (name) => {
      expect(await minutesUntilTold(`gclog-${name}`)).toBe(Number.POSITIVE_INFINITY);
    },
  );
});

describe('a leak that only counters show', () => {
  it.each([
    ['gc-leak-roomy-g1-jdk8', 3],
    ['gc-leak-roomy-shenandoah-jdk17', 3],
    ['gc-leak-roomy-zgc-generational-jdk25', 4],
    ['gc-leak-parallel-jdk8', 3],
  ])('%s is told within %d minutes of following', async (name, minutes) => {
    const delay = await delayOf(join(captures, name));
    expect(delay?.told?.rule).toBe('gc/old-gen-growth');
    expect(delay?.told?.minutes).toBeLessThan(minutes);
  });

  it.each(['gc-drift-roomy-g1-jdk8', 'gc-saw-tooth-roomy-shenandoah-jdk17', 'gc-leak-roomy-zgc-jdk17'])(
    '%s shows none: at no moment one is told',
    async (name) => {
      expect((await delayOf(join(captures, name)))?.told).toBeUndefined();
    },
  );
});
