import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/capture/bytes.ts';
import type { Recording } from '../../src/model/recording.ts';
import format from '../../src/parse/recording.ts';

const parse = async (text: string) => {
  const pieces: Recording[] = [];
  const source = memorySource('raw/jvm-1/recording/001.jsonl', new TextEncoder().encode(text));
  const reading = await format.parse(source, {
    artifactId: 'jvm-1/recording/001',
    emit: (one) => void pieces.push(one),
  });
  return { reading, recording: pieces[0] as Recording };
};

const lines = [
  { format: 'jdiag-recording-1', at: '2026-11-20T10:00:00Z', everyMs: 10_000, keep: 60, when: 'threads > 100' },
  { at: '2026-11-20T10:00:00Z', figures: { threads: 50, rssMb: 100, probeFailed: false } },
  { at: '2026-11-20T10:00:10Z', figures: { threads: 120, rssMb: 90, madeUp: 4, oldPct: 'x' } },
  { at: '2026-11-20T10:00:10Z', crossed: 'threads > 100', set: 1, of: 3, because: { threads: 120 } },
  { at: '2026-11-20T10:00:20Z', gap: 'the connection was lost' },
  {
    at: '2026-11-20T10:00:30Z',
    ended: { reason: 'container app ended', exitCode: 137, signal: 9, cause: 'OOMKilled' },
  },
];
const whole = `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`;

describe('a recording', () => {
  it('is folded to the course of its figures and what stood out', async () => {
    const { recording, reading } = await parse(whole);
    expect(reading).toMatchObject({ problems: [], recognised: 6, total: 6 });
    expect(recording).toMatchObject({ readings: 2, everyMs: 10_000, when: 'threads > 100' });
    expect(recording.courses).toEqual([
      { name: 'threads', first: 50, last: 120, least: 50, most: 120, mostAtMs: Date.parse('2026-11-20T10:00:10Z') },
      { name: 'rssMb', first: 100, last: 90, least: 90, most: 100, mostAtMs: Date.parse('2026-11-20T10:00:00Z') },
    ]);
    expect(recording.crossings).toMatchObject([{ when: 'threads > 100', set: 1, because: { threads: 120 } }]);
    expect(recording.gaps).toMatchObject([{ reason: 'the connection was lost', source: { line: 5 } }]);
    expect(recording.end).toMatchObject({ exitCode: 137, cause: 'OOMKilled', source: { line: 6 } });
  });

  it('cut anywhere keeps what stands before the cut', async () => {
    const first = whole.indexOf('\n') + 1;
    for (let at = first; at < whole.length; at += 13) {
      const { recording, reading } = await parse(whole.slice(0, at));
      const complete = whole.slice(0, at).split('\n').length - 1;
      expect(reading.recognised).toBeGreaterThanOrEqual(complete);
      expect(recording.readings).toBeLessThanOrEqual(2);
    }
  });

  it('of nothing usable is refused', async () => {
    await expect(parse('no recording\n{"at":1}\n[]\n')).rejects.toThrow('holds no reading');
  });
});
