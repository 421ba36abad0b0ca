import { createGunzip } from 'node:zlib';
import type { Problem } from '../../model/parsed.ts';

/** Input fed at once: bounds what one step can inflate to (at most about 1000:1). */
const sliceBytes = 8 * 1024;
/** Each chunk of the output is a turn of the thread pool: with Node's 16 KB a packed heap dump took ten times as long. */
const inflatedBytes = 256 * 1024;

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/**
 * Inflates a gzip stream of one or more members. A cut or damaged stream yields all that could be had and is reported
 * to `onProblem`; it never throws. Bytes after the last member are ignored.
 */
export async function* gunzip(
  chunks: AsyncIterable<Uint8Array>,
  onProblem: (problem: Problem) => void,
): AsyncGenerator<Uint8Array> {
  const inflate = createGunzip({ chunkSize: inflatedBytes });
  const ready: Uint8Array[] = [];
  let failure: Error | undefined;
  let inflated = 0;
  inflate.on('data', (chunk: Uint8Array) => {
    inflated += chunk.length;
    ready.push(chunk);
  });
  let wake: () => void = () => undefined;
  inflate.on('error', (error) => {
    failure = error;
    wake();
  });
  const settled = (start: (done: () => void) => void) =>
    new Promise<void>((resolve) => {
      wake = resolve;
      start(() => setImmediate(resolve));
    });
  try {
    for await (const chunk of chunks) {
      for (let at = 0; at < chunk.length && failure === undefined; at += sliceBytes) {
        await settled((done) => inflate.write(chunk.subarray(at, at + sliceBytes), done));
        yield* ready.splice(0);
      }
      if (failure !== undefined) break;
    }
    if (failure === undefined) {
      await settled((done) => inflate.once('end', done).end());
      yield* ready.splice(0);
    }
  } finally {
    inflate.destroy();
  }
  if (failure !== undefined) {
    const how = /unexpected end/.test(failure.message) ? 'ends early' : 'is damaged';
    onProblem({ byteOffset: inflated, message: `the gzip data ${how}: ${inflated} bytes could be decoded` });
  }
}
