import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Limits } from '../file-set.ts';
import { peek } from '../peek.ts';
import { tooLarge } from './refusal.ts';

export const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b;

/** Counts what came in and what it became, against the limits. */
export const meter = (name: string, limits: Limits) => {
  let compressed = 0;
  let decoded = 0;
  return {
    in: (bytes: number) => {
      compressed += bytes;
    },
    out: (bytes: number) => {
      decoded += bytes;
      if (decoded > limits.totalBytes) throw tooLarge(name, `it holds more than ${limits.totalBytes} bytes`);
      if (decoded > 64 << 20 && decoded > compressed * limits.ratio) {
        throw tooLarge(name, `it grows more than ${limits.ratio} times when unpacked, as only a bomb does`);
      }
    },
  };
};

/** The bytes of the tar inside a stream that is gzip or not. Damage ends them early and is told to `onCut`. */
export async function* decodedTar(
  bytes: AsyncIterable<Uint8Array>,
  counted: ReturnType<typeof meter>,
  onCut: (why: string) => void,
): AsyncGenerator<Uint8Array> {
  const counting = async function* () {
    for await (const chunk of bytes) {
      counted.in(chunk.byteLength);
      yield chunk;
    }
  };
  const { head, all } = await peek(counting(), 2);
  if (!isGzip(head)) {
    yield* all;
    return;
  }
  const decoder = createGunzip();
  const source = Readable.from(all, { objectMode: false });
  source.on('error', (error) => decoder.destroy(error));
  source.pipe(decoder);
  try {
    yield* decoder;
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || !/^Z_/.test(String(error.code))) throw error;
    onCut(error.message);
  } finally {
    source.destroy();
    decoder.destroy();
  }
}
