import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GcEvent } from '../../../src/model/gc-series.ts';
import { readOnce } from '../../../src/parse/gc-log/read-once.ts';
import gcLog from '../../../src/parse/gc-log.ts';
import { fixtureText, read } from '../read.ts';

const eventsOf = async (text: string, chunkBytes?: number): Promise<readonly GcEvent[]> => {
  try {
    const { pieces } = await read(gcLog, text, chunkBytes === undefined ? {} : { chunkBytes });
    return pieces.flatMap((piece) => piece.events ?? []).map(({ line: _, endLine: __, ...rest }) => rest);
  } catch {
    return [];
  }
};

/** Decorations with a bracket too many are read by the width of the line before: the damage is behind them. */
const afterDecorations = (line: string): number => /^(?:\[[^\]]*\])*/.exec(line)?.[0].length ?? 0;

/** A log with one line cut, doubled, or with something in the middle of it. */
const damaged = (log: string, from: (line: string) => number = () => 0) => {
  const all = log.split('\n');
  const scrap = fc.constantFrom(
    '',
    '->',
    '(',
    ')',
    '[',
    ']',
    ' secs]',
    'GC(3) ',
    '9'.repeat(25),
    'ms',
    'Pause ',
    '결',
    '\r',
  );
  return fc.tuple(fc.nat(all.length - 1), fc.nat(400), fc.nat(12), scrap).map(([index, at, left, what]) =>
    all
      .map((line, i) => {
        const start = from(line) + at;
        return i === index ? line.slice(0, start) + what + line.slice(start + left) : line;
      })
      .join('\n'),
  );
};

const names = ['jdk8-cms', 'jdk8-g1', 'jdk17-g1', 'jdk17-shen', 'jdk25-zgc', 'jdk17-g1-all-decorations'] as const;

describe('what is remembered from line to line', () => {
  it.each(names)(
    '%s: where the decorations ended changes nothing, also where lines are damaged behind them',
    async (name) => {
      const isUnified = !name.startsWith('jdk8');
      await fc.assert(
        fc.asyncProperty(damaged(fixtureText(`gc-log/${name}.log`), afterDecorations), async (log) => {
          // Before each line one of another width, which says nothing.
          const other = isUnified
            ? '[gc] GC(0) Using 2 workers of 2 for evacuation'
            : '          [SATB Filtering: 0.1 ms]';
          const interleaved = log
            .split('\n')
            .flatMap((line) => [other, line])
            .join('\n');
          expect(await eventsOf(interleaved)).toEqual(await eventsOf(log));
        }),
        { numRuns: 25 },
      );
    },
  );

  it.each(names)('%s: where the bytes are cut changes nothing', async (name) => {
    await fc.assert(
      fc.asyncProperty(
        damaged(fixtureText(`gc-log/${name}.log`)),
        fc.integer({ min: 50, max: 5000 }),
        async (log, size) => {
          expect(await eventsOf(log, size)).toEqual(await eventsOf(log));
        },
      ),
      { numRuns: 15 },
    );
  });

  it('a text is read once, and no other is taken for it', () => {
    let reads = 0;
    const lengthOf = readOnce((text) => {
      reads++;
      return text;
    });
    const asked = (text: string) => {
      const bytes = Buffer.from(`[${text}]`);
      return lengthOf(bytes, 1, bytes.length - 1);
    };
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(asked(text)).toBe(Buffer.from(text).toString());
      }),
    );
    reads = 0;
    for (let i = 0; i < 10; i++) expect(asked('Pause Young (Normal)')).toBe('Pause Young (Normal)');
    expect(reads).toBe(1);
  });
});
