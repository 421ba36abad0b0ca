import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip, createGzip } from 'node:zlib';
import { isGzip } from '../capture/archive/decode.ts';
import { headBytes } from '../capture/head-bytes.ts';
import { exitCode, RequestError } from '../model/exit-code.ts';
import { ParseError } from '../model/parsed.ts';
import { type Redaction, redaction } from '../parse/hprof/redact.ts';
import { count, bytes as size } from '../report/text/number.ts';
import type { Progress } from './progress.ts';
import type { DocumentResult } from './publish.ts';
import { systemFailure } from './system-error.ts';
import { tool } from './tool.ts';

const chunkBytes = 1024 * 1024;

export type RedactOptions = { readonly signal: AbortSignal; readonly progress: Progress };

const isSame = async (a: string, b: string): Promise<boolean> => {
  const [one, other] = await Promise.all([stat(a), stat(b).catch(() => undefined)]);
  return other !== undefined && one.ino === other.ino && one.dev === other.dev;
};

/** A gzip stream that ends early gives what came before, then its error. */
const gzipCut = (error: unknown): boolean =>
  ['Z_BUF_ERROR', 'Z_DATA_ERROR'].includes((error as NodeJS.ErrnoException).code ?? '');

async function* decoded(path: string, gzip: boolean, onCut: () => void): AsyncGenerator<Uint8Array> {
  const file = createReadStream(path, { highWaterMark: chunkBytes });
  if (!gzip) {
    yield* file;
    return;
  }
  const unpacked = file.pipe(createGunzip({ chunkSize: chunkBytes }));
  file.on('error', (error) => unpacked.destroy(error));
  try {
    yield* unpacked;
  } catch (error) {
    if (!gzipCut(error)) throw error;
    onCut();
  } finally {
    file.destroy();
  }
}

const write = async (
  input: string,
  output: string,
  engine: Redaction,
  { signal, progress }: RedactOptions,
): Promise<{ readonly bytes: number; readonly gzipCut: boolean }> => {
  const all = (await stat(input)).size;
  const gzip = isGzip(await headBytes(input, 2));
  let bytes = 0;
  let cut = false;
  const blanked = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of decoded(input, gzip, () => {
      cut = true;
    })) {
      bytes += chunk.length;
      progress.step(gzip ? `redacting: ${size(bytes)}` : `redacting: ${size(bytes)} of ${size(all)}`);
      yield engine.transform(chunk);
    }
    yield engine.end().rest;
  };
  const partial = `${output}.partial`;
  const target = createWriteStream(partial, { mode: 0o600 });
  try {
    if (output.endsWith('.gz'))
      await pipeline(blanked, createGzip({ level: constants.Z_BEST_SPEED, chunkSize: chunkBytes }), target, { signal });
    else await pipeline(blanked, target, { signal });
    await rename(partial, output);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  return { bytes, gzipCut: cut };
};

/**
 * Writes a heap dump again without the contents of its primitive arrays. Streams: memory does not grow with the file. `.gz` at the
 * end of either name is gzip. Throws RequestError for what is no heap dump; a cut one is redacted as far as it goes (exit 3).
 */
export const heapRedact = async (input: string, output: string, options: RedactOptions): Promise<DocumentResult> => {
  const engine = redaction();
  try {
    if (await isSame(input, output))
      throw new RequestError('bad-argument', `${output} is the file that is read`, [
        'give another name for the redacted file',
      ]);
    const { bytes, gzipCut: isCut } = await write(input, output, engine, options);
    const { arrays, blankedBytes, cut = isCut ? 'its gzip stream ends early' : undefined } = engine.end();
    return {
      kind: 'document',
      document: {
        schemaVersion: 1,
        kind: 'heap-redact',
        tool,
        input,
        output,
        bytes,
        arrays,
        blankedBytes,
        ...(cut === undefined ? {} : { cut }),
        exitCode: cut === undefined ? exitCode.ok : exitCode.incomplete,
      },
      text: () =>
        [
          `${output}: ${count(arrays)} arrays, ${size(blankedBytes)} of ${size(bytes)} blanked; objects, references, names and lengths are as they were`,
          'numbers in fields of objects stay: an id kept in a long is still in it',
          ...(cut === undefined ? [] : [`the dump is not whole, nor is this: ${cut}`]),
          '',
        ].join('\n'),
    };
  } catch (error) {
    if (error instanceof ParseError)
      throw new RequestError('not-a-heap-dump', `${input} was not redacted: ${error.message}`, [
        'nothing was written: what is not understood may hold secrets',
      ]);
    const failure = systemFailure(error, (error as NodeJS.ErrnoException).path ?? input);
    if (failure === undefined) throw error;
    throw new RequestError('unreadable', `${input} cannot be redacted into ${output}: ${failure.reason}`);
  }
};
