import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { WatchedJvm, WatchModel } from '../../../src/model/gc-watch.ts';
import { frame, plainLine } from '../../../src/report/watch/frame.ts';

const MiB = 1 << 20;

const jvm = (over: Partial<WatchedJvm> = {}): WatchedJvm => ({
  name: 'pod/appr-api-prd-deploy-6d565fdcfd-2pb8c',
  state: 'following',
  collector: 'Parallel',
  jdk: 17,
  uptimeMs: 3 * 3_600_000,
  readings: 200,
  restarts: 0,
  lastCause: 'Allocation Failure',
  spaces: [
    { space: 'young', usedBytes: 12 * MiB, capacityBytes: 18 * MiB },
    { space: 'old', usedBytes: 42 * MiB, capacityBytes: 43 * MiB, maxBytes: 43 * MiB },
    { space: 'heap', usedBytes: 54 * MiB, capacityBytes: 61 * MiB, maxBytes: 64 * MiB },
    { space: 'metaspace', usedBytes: 40 * MiB, capacityBytes: 41 * MiB },
  ],
  history: {
    used: Array.from({ length: 200 }, (_, index) => (index + 20) * 200_000),
    collections: Array.from({ length: 200 }, (_, index) => (index % 7 === 0 ? 1 : 0)),
    stood: Array.from({ length: 200 }, (_, index) => (index % 11 === 0 ? null : 0.02)),
  },
  rates: {
    spanMs: 60_000,
    youngPerMinute: 36,
    fullPerMinute: 2,
    meanPauseMs: 84,
    stoodPct: 4.2,
    allocatedBytesPerSecond: 12 * MiB,
  },
  floor: { count: 9, firstBytes: 22 * MiB, lastBytes: 31 * MiB, bytesPerHour: 130 * MiB, fullInMs: 5 * 60_000 },
  verdict: { level: 'warning', text: 'The floor of old rises: 130 MiB an hour', more: 1 },
  ...over,
});

const model = (...jvms: readonly WatchedJvm[]): WatchModel => ({ jvms, elapsedMs: 200_000, intervalMs: 1000 });
const plain = { paint: false, lang: 'en' } as const;
const stripped = (text: string): string => text.replace(/\x1b\[\d+m/g, '');

describe('the live screen', () => {
  it('shows bars, rates, what is left after collections, and the verdict', () => {
    const text = frame(model(jvm()), 110, 24, plain);
    for (const part of [
      'one JVM, 3m 20s, every 1.0 s',
      'JDK 17 · Parallel · up 3h',
      '98%  42.0 MiB / 43.0 MiB',
      '36 young/min · 2.0 full/min · mean 84 ms',
      '4.2% stood still · allocates 12.0 MiB/s',
      '22.0 MiB → 31.0 MiB after 9 collections · +130 MiB/h · full in 5m',
      'WARNING: The floor of old rises: 130 MiB an hour (and 1 more)',
    ])
      expect(text).toContain(part);
  });

  it('fits every window, in both languages, with one JVM and with twelve', () => {
    const many = Array.from({ length: 12 }, (_, index) => jvm({ name: `pod/appr-api-${index}` }));
    for (const jvms of [[jvm()], many.slice(0, 3), many]) {
      for (const lang of ['en', 'ko'] as const) {
        for (const columns of [20, 40, 60, 80, 100, 120, 160, 200]) {
          for (const rows of [1, 2, 5, 12, 24, 60]) {
            const lines = stripped(frame(model(...jvms), columns, rows, { paint: true, lang })).split('\n');
            expect(lines.length).toBeLessThanOrEqual(rows);
            expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(columns);
          }
        }
      }
    }
  });

  it('puts panels side by side when there are not rows enough for them below each other', () => {
    const two = model(jvm({ name: 'pod/a' }), jvm({ name: 'pod/b' }));
    const line = (columns: number, rows: number) =>
      frame(two, columns, rows, plain)
        .split('\n')
        .find((text) => text.startsWith('pod/a'));
    expect(line(160, 16)).toContain('pod/b');
    expect(line(160, 40)).not.toContain('pod/b');
  });

  it('says how many JVMs are not shown', () => {
    const many = Array.from({ length: 30 }, (_, index) => jvm({ name: `pod/${index}` }));
    const text = frame(model(...many), 80, 12, plain);
    expect(text).toMatch(/and 20 more JVMs/);
  });

  it('shows a restart, a gap and an end', () => {
    expect(frame(model(jvm({ restarts: 2 })), 110, 24, plain)).toContain('restarted 2 times');
    const gap = jvm({ state: 'gap', reason: 'the connection closed' });
    expect(frame(model(gap), 110, 24, plain)).toContain('nothing read now: the connection closed');
    const ended = jvm({ state: 'ended', reason: 'the process ended' });
    expect(frame(model(ended), 110, 24, plain)).toContain('ended: the process ended · WARNING');
  });

  it('does not colour metaspace that fills what is committed: without a limit it always does', () => {
    const text = frame(model(jvm()), 110, 24, { paint: true, lang: 'en' });
    const lineOf = (space: string): string => text.split('\n').find((line) => stripped(line).startsWith(space)) ?? '';
    expect(lineOf('metaspace')).toContain('\x1b[36m');
    expect(lineOf('old')).toContain('\x1b[31m');
  });

  it('never lets a name speak to the terminal', () => {
    const evil = jvm({ name: 'pod/\x1b[2Jx\u202e', reason: '\x1b]0;t\x07', state: 'gap' });
    const text = frame(model(evil), 110, 24, plain);
    expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\u202e]/);
    expect(plainLine(evil, { lang: 'en' })).not.toMatch(/[\x00-\x1f]/);
  });

  it('says that it waits before the first reading', () => {
    const waiting = jvm({ state: 'waiting', readings: 0, spaces: [] });
    expect(frame(model(waiting), 80, 24, plain)).toContain('waiting for the first reading');
  });

  it('is one line for each JVM where there is no terminal', () => {
    expect(plainLine(jvm(), { lang: 'en' })).toBe(
      'pod/appr-api-prd-deploy-6d565fdcfd-2pb8c: old 98% · 2.0 full/min · 4.2% stood still · WARNING · The floor of old rises: 130 MiB an hour',
    );
  });
});
