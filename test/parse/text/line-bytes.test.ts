import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ByteSource } from '../../../src/model/byte-source.ts';
import { readLineBytes } from '../../../src/parse/text/line-bytes.ts';
import { type LineOptions, lines } from '../../../src/parse/text/lines.ts';
import { bytesSource, eucKr, textSource, utf16 } from './sources.ts';

const blocksOf = async (source: ByteSource, options: LineOptions = {}): Promise<string[]> => {
  const blocks: string[] = [];
  await readLineBytes(source, options, (block) => blocks.push(block.toString('utf8')));
  return blocks;
};

const linesOf = async (source: ByteSource, options?: LineOptions): Promise<string[]> =>
  (await blocksOf(source, options))
    .flatMap((block) => block.slice(0, -1).split('\n'))
    .map((line) => line.replace(/\r+$/, ''));

describe('lines as bytes', () => {
  it('come whole, LF at the end of every one, whatever ended them', async () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const text = ['[0.1s] GC(0)', '', 'last'].join(end);
      for (const chunkBytes of [1, 2, 3, 1000]) {
        for (const block of await blocksOf(textSource(text, chunkBytes))) expect(block.endsWith('\n')).toBe(true);
        expect(await linesOf(textSource(text, chunkBytes)), JSON.stringify(end)).toEqual(['[0.1s] GC(0)', '', 'last']);
      }
    }
  });

  it('are UTF-8 whatever they were', async () => {
    const text = '"결재-스레드"\nGC(0)\n'.repeat(500);
    for (const bytes of [Buffer.from(text), utf16(text, 'le', true), utf16(text, 'be', false), eucKr(text)])
      for (const chunkBytes of [7, 5000]) expect((await blocksOf(bytesSource(bytes, chunkBytes))).join('')).toBe(text);
    expect((await blocksOf(bytesSource(Buffer.from('caf\xe9\n', 'latin1')))).join('')).toBe('café\n');
  });

  it('of CR alone are seen in a long file, too', async () => {
    const all = Array.from({ length: 20_000 }, (_, i) => `line ${i}`);
    expect(await linesOf(textSource(all.join('\r')))).toEqual(all);
  });

  it('are those that text is cut into, however the bytes come', async () => {
    const line = fc.string({ unit: fc.constantFrom('a', ' ', '[', '\r', '한', '\u{1f600}'), maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1 }), fc.integer({ min: 1, max: 50 }), async (all, chunkBytes) => {
        const text = `\n${all.join('\n')}`;
        const expected: string[] = [];
        for await (const batch of lines(textSource(text))) expected.push(...batch);
        expect(await linesOf(textSource(text, chunkBytes))).toEqual(expected);
      }),
    );
  });

  it('without any end do not fill the memory: the rest of them is left out', async () => {
    const got = await linesOf(textSource(`first\n${'x'.repeat(500_000)}\nthird`), { maxLength: 1000 });
    expect(got.map((line) => line.length > 1000)).toEqual([false, true, false]);
    expect((got[1] as string).length).toBeLessThan(200_000);
    expect(got[2]).toBe('third');
  });

  it('end with the reason of the signal', async () => {
    const abort = new AbortController();
    const reading = readLineBytes(textSource('a\nb\n'.repeat(50_000)), { signal: abort.signal }, () =>
      abort.abort(new Error('interrupted')),
    );
    await expect(reading).rejects.toThrow('interrupted');
  });
});
