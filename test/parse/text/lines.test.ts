import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ByteSource } from '../../../src/model/byte-source.ts';
import type { Problem } from '../../../src/model/parsed.ts';
import { detached, type LineOptions, lines } from '../../../src/parse/text/lines.ts';
import { boundedProblems } from '../../../src/parse/text/problems.ts';
import { bytesSource, textSource } from './sources.ts';

const linesOf = async (source: ByteSource, options?: LineOptions): Promise<string[]> => {
  const all: string[] = [];
  for await (const batch of lines(source, options)) all.push(...batch);
  return all;
};

describe('line ends', () => {
  it('are LF, CRLF, or CR where there is no LF', async () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const text = ['"main" #1', '', '\tat a.B.c(B.java:1)', 'last'].join(end);
      for (const chunkBytes of [1, 2, 3, 7, 1000]) {
        const expected = ['"main" #1', '', '\tat a.B.c(B.java:1)', 'last'];
        expect(await linesOf(textSource(text, chunkBytes)), JSON.stringify(end)).toEqual(expected);
        expect(await linesOf(textSource(text + end, chunkBytes)), JSON.stringify(end)).toEqual(expected);
      }
    }
  });

  it('keep a CR inside of an LF file, so that line numbers are those of other tools', async () => {
    expect(await linesOf(textSource('progress 1%\r2%\nnext\n'))).toEqual(['progress 1%\r2%', 'next']);
  });

  it('of CR alone are seen in a long file, too', async () => {
    const text = Array.from({ length: 20_000 }, (_, i) => `line ${i}`).join('\r');
    expect(await linesOf(textSource(text))).toEqual(text.split('\r'));
  });

  it('give what split gives, however the bytes are cut', async () => {
    const line = fc.string({ unit: fc.constantFrom('a', ' ', '"', '\t', '한', '\u{1f600}'), maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1 }), fc.integer({ min: 1, max: 50 }), async (all, chunkBytes) => {
        const text = all.join('\n');
        const expected = text.split('\n');
        if (expected.at(-1) === '') expected.pop();
        expect(await linesOf(textSource(`${text}`, chunkBytes))).toEqual(expected);
      }),
    );
  });
});

describe('very long lines', () => {
  it('are cut, with a problem that names the line; the next lines are read', async () => {
    const problems: Problem[] = [];
    const text = `first\n${'x'.repeat(500_000)}\nthird`;
    const got = await linesOf(textSource(text), { onProblem: (problem) => problems.push(problem) });
    expect(got.map((line) => line.length)).toEqual([5, 65_536, 5]);
    expect(problems.map(({ line }) => line)).toEqual([2]);
  });

  it('without any line end do not fill the memory', async () => {
    const source: ByteSource = {
      name: 'one line',
      async *stream() {
        const chunk = Buffer.alloc(65_536, 97);
        for (let i = 0; i < 300; i++) yield chunk;
        yield Buffer.from('\nend');
      },
    };
    const got = await linesOf(source, { maxLength: 1000 });
    expect(got.map((line) => line.length)).toEqual([1000, 3]);
  });
});

describe('reading', () => {
  it('leaves the event loop its turn, so that an abort is heard', async () => {
    const abort = new AbortController();
    const source = bytesSource(Buffer.alloc(50_000_000, 'some line of text\n'), 1e9);
    let read = 0;
    setTimeout(() => abort.abort(new Error('interrupted')), 5);
    const reading = linesOf(source, { signal: abort.signal, onProgress: (bytes) => (read = bytes) });
    await expect(reading).rejects.toThrow('interrupted');
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThan(50_000_000);
  });

  it('tells how far it is', async () => {
    let read = 0;
    await linesOf(textSource('abc\ndef\n'), { onProgress: (bytes) => (read = bytes) });
    expect(read).toBe(8);
  });
});

describe('problems', () => {
  it('are kept up to a number and counted beyond', () => {
    const problems = boundedProblems(2);
    for (let line = 1; line <= 5; line++) problems.add({ line, message: 'odd' });
    expect(problems.count()).toBe(5);
    expect(problems.list()).toEqual([
      { line: 1, message: 'odd' },
      { line: 2, message: 'odd' },
      { message: expect.stringContaining('3') },
    ]);
  });
});

describe('detached', () => {
  it('is the same text', () => {
    for (const text of ['', 'short', 'a longer text that V8 would slice', '한글로 된 스레드 이름입니다']) {
      expect(detached(text)).toBe(text);
    }
  });
});
