import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ByteSource } from '../../../src/model/byte-source.ts';
import type { Problem } from '../../../src/model/parsed.ts';
import { decodedBytes, headOf, readHead } from '../../../src/parse/text/decode.ts';
import { decodedText } from '../../../src/parse/text/decoded-text.ts';
import { detectEncoding } from '../../../src/parse/text/encoding.ts';
import { bytesSource, eucKr, textSource, utf16 } from './sources.ts';

const korean = '"결재-스레드" #15 prio=5\n';

const bytesOf = async (source: ByteSource, problems: Problem[] = []): Promise<Buffer> => {
  const parts: Uint8Array[] = [];
  for await (const part of decodedBytes(source, undefined, (problem) => problems.push(problem))) parts.push(part);
  return Buffer.concat(parts);
};

const textOf = async (source: ByteSource): Promise<string> => {
  let all = '';
  for await (const text of decodedText(source)) all += text;
  return all;
};

describe('gzip', () => {
  const plain = Buffer.from(Array.from({ length: 20_000 }, (_, i) => `line ${i} ${(i * 7919) % 104729}\n`).join(''));

  it('is inflated, also when it comes byte by byte at first', async () => {
    expect((await bytesOf(bytesSource(gzipSync(plain)))).equals(plain)).toBe(true);
    const short = plain.subarray(0, 500);
    expect((await bytesOf(bytesSource(gzipSync(short), 1))).equals(short)).toBe(true);
  });

  it('may have several members', async () => {
    const half = plain.length >> 1;
    const packed = Buffer.concat([gzipSync(plain.subarray(0, half)), gzipSync(plain.subarray(half))]);
    expect((await bytesOf(bytesSource(packed, 1000))).equals(plain)).toBe(true);
  });

  it('cut short gives what can be had, and says so', async () => {
    const packed = gzipSync(plain);
    for (const length of [2, 9, 11, packed.length >> 1, packed.length - 9, packed.length - 1]) {
      const problems: Problem[] = [];
      const got = await bytesOf(bytesSource(packed.subarray(0, length)), problems);
      expect(plain.subarray(0, got.length).equals(got), `cut at ${length}`).toBe(true);
      expect(problems.map(({ message }) => message).join(), `cut at ${length}`).toMatch(/^the gzip data ends early/);
      if (length > packed.length / 3) expect(got.length).toBeGreaterThan(plain.length / 4);
    }
  });

  it('damaged in the middle gives what stood before', async () => {
    const packed = gzipSync(plain);
    packed.fill(0x55, packed.length >> 1, (packed.length >> 1) + 200);
    const problems: Problem[] = [];
    const got = await bytesOf(bytesSource(packed), problems);
    expect(got.length).toBeGreaterThan(0);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toMatch(/damaged|ends early/);
  });

  it('that inflates a thousandfold is handed on in pieces of bounded size', async () => {
    const packed = gzipSync(Buffer.alloc(30_000_000));
    let largest = 0;
    let total = 0;
    for await (const part of decodedBytes(bytesSource(packed))) {
      largest = Math.max(largest, part.length);
      total += part.length;
    }
    expect(total).toBe(30_000_000);
    expect(largest).toBeLessThanOrEqual(256 * 1024);
  });
});

describe('decodedBytes', () => {
  it('gives nothing for an empty source', async () => {
    expect(await bytesOf(bytesSource(new Uint8Array(0)))).toHaveLength(0);
  });

  it('cuts one huge chunk into pieces', async () => {
    const sizes: number[] = [];
    for await (const piece of decodedBytes(bytesSource(Buffer.alloc(200_000, 97), 1e9))) sizes.push(piece.length);
    expect(sizes).toEqual([65536, 65536, 65536, 3392]);
  });

  it('closes the source when the reader stops early', async () => {
    let closed = false;
    const source: ByteSource = {
      name: 'endless',
      async *stream() {
        try {
          for (;;) yield Buffer.from('abc');
        } finally {
          closed = true;
        }
      },
    };
    await readHead(source, 100);
    expect(closed).toBe(true);
  });

  it('rejects with the reason of the signal', async () => {
    const abort = new AbortController();
    abort.abort(new Error('interrupted'));
    const reading = async () => {
      for await (const _ of decodedBytes(textSource('abc'), abort.signal));
    };
    await expect(reading()).rejects.toThrow('interrupted');
  });
});

describe('encodings', () => {
  const cases: readonly (readonly [string, Uint8Array])[] = [
    ['UTF-8', Buffer.from(korean)],
    ['UTF-8 with BOM', Buffer.from(`\ufeff${korean}`)],
    ['UTF-16 LE with BOM', utf16(korean, 'le', true)],
    ['UTF-16 BE with BOM', utf16(korean, 'be', true)],
    ['UTF-16 LE without BOM', utf16(korean, 'le', false)],
    ['UTF-16 BE without BOM', utf16(korean, 'be', false)],
    ['EUC-KR', eucKr(korean)],
  ];
  for (const [name, bytes] of cases) {
    it(`reads ${name}, whatever the chunks`, async () => {
      for (const chunkBytes of [1, 2, 3, 5, 1000]) {
        expect(await textOf(bytesSource(bytes, chunkBytes)), `chunks of ${chunkBytes}`).toBe(korean);
      }
      expect(headOf(bytes).text).toBe(korean);
    });
  }

  it('finds out late that a text is EUC-KR, when its start is ASCII', async () => {
    const start = 'x'.repeat(99).concat('\n').repeat(3000);
    expect(await textOf(bytesSource(Buffer.concat([Buffer.from(start), eucKr(korean)])))).toBe(start + korean);
  });

  it('never splits a character between blocks', async () => {
    const text = '가나다라마바사 '.repeat(9_000);
    expect(await textOf(textSource(text, 65_536))).toBe(text);
    expect(await textOf(textSource(text, 7))).toBe(text);
  });

  it('falls back to Latin-1', async () => {
    expect(await textOf(bytesSource(Buffer.from('caf\xe9 \xfcber\n', 'latin1')))).toBe('café über\n');
  });

  it('keeps UTF-8 with a few broken bytes UTF-8', async () => {
    const cut = Buffer.from('"名前-線程-処理-結果-確認-更新" x\n');
    const text = await textOf(bytesSource(Buffer.concat([cut, Buffer.from([0xe7, 0xb7, 0x3f, 0x0a]), cut])));
    expect(text).toMatch(/^"名前-線程[\s\S]*\ufffd[\s\S]*更新" x\n$/);
  });

  it('sees binary content as binary', () => {
    const binary = Buffer.from(Array.from({ length: 4000 }, (_, i) => (i * 167) % 256));
    expect(detectEncoding(binary)).toBe('binary');
    expect(headOf(binary).text).toBeUndefined();
    expect(headOf(Buffer.from('\x1b[31mred\x1b[0m log line\n'.repeat(50))).text).toBeDefined();
  });
});

describe('readHead', () => {
  it('reads no more than asked, decoded', async () => {
    const head = await readHead(bytesSource(gzipSync(Buffer.from('a'.repeat(100_000)))), 1000);
    expect(head.bytes).toHaveLength(1000);
    expect(head.text).toBe('a'.repeat(1000));
  });
});
