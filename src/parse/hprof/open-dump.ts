import type { ByteSource } from '../../model/byte-source.ts';
import { ParseError, type Problem } from '../../model/parsed.ts';
import { decodedBytes } from '../text/decode.ts';
import { isGzip } from '../text/gunzip.ts';
import { type DumpHeader, type RecordHandler, readHeader, type WalkResult, walkDump } from './records/walk.ts';
import { memoryFor } from './records/window.ts';

/** A dump that can be walked as often as needed; gzip is inflated anew each time. */
export type OpenDump = {
  readonly header: DumpHeader;
  readonly isCompressed: boolean;
  /** Any place can be read again at once. */
  readonly isSeekable: boolean;
  /** Bytes of the file; of compressed ones those of the archive. */
  readonly sizeBytes: number | undefined;
  /** Where the bytes of a walk stand; between walks room to read into. */
  window(): Uint8Array;
  walk(handler: RecordHandler, onProgress?: (share: number) => void): Promise<WalkResult>;
  readAt(buffer: Uint8Array, position: number): Promise<number>;
};

const headOf = async (chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    length += chunk.length;
    if (length >= 64) break;
  }
  return Buffer.concat(parts);
};

/** The first bytes as they are stored. A file is asked at once: a stream costs more than a small dump. */
const storedHead = async (source: ByteSource, signal: AbortSignal | undefined): Promise<Uint8Array> => {
  const file = source.open?.();
  if (file === undefined) return headOf(source.stream(signal));
  try {
    const head = new Uint8Array(64);
    return head.subarray(0, file.readAt(head, 0));
  } finally {
    file.close();
  }
};

/** Counts what goes by, for progress where the decoded size is not known. */
const counted = (source: ByteSource, onBytes: (bytes: number) => void): ByteSource => ({
  name: source.name,
  async *stream(signal) {
    let bytes = 0;
    for await (const chunk of source.stream(signal)) {
      bytes += chunk.length;
      onBytes(bytes);
      yield chunk;
    }
  },
});

/** Throws ParseError when the file does not begin as a heap dump. */
export const openDump = async (source: ByteSource, signal?: AbortSignal): Promise<OpenDump> => {
  const stored = await storedHead(source, signal);
  if (stored.length === 0) throw new ParseError('the file is empty');
  const isCompressed = isGzip(stored);
  const head = isCompressed ? await headOf(decodedBytes(source, signal)) : stored;
  const header = readHeader(head);
  let memory: Uint8Array | undefined;
  const window = (): Uint8Array => {
    memory ??= memoryFor(isCompressed || source.readAt === undefined ? Infinity : (source.size ?? Infinity));
    return memory;
  };
  const windowOf = (handler: RecordHandler): { readonly memory?: Uint8Array } =>
    handler.memory === undefined ? { memory: window() } : {};
  const share = (bytes: number): number => Math.min(1, bytes / Math.max(1, source.size ?? bytes));
  return {
    header,
    isCompressed,
    isSeekable: !isCompressed && source.readAt !== undefined,
    sizeBytes: source.size,
    window,
    async walk(handler, onProgress) {
      if (!isCompressed)
        return walkDump(source, handler, {
          signal,
          onProgress: (bytes) => onProgress?.(share(bytes)),
          ...windowOf(handler),
        });
      const problems: Problem[] = [];
      const input = onProgress === undefined ? source : counted(source, (bytes) => onProgress(share(bytes)));
      const decoded = () => decodedBytes(input, signal, (problem) => void problems.push(problem));
      const result = await walkDump(source, handler, { signal, decoded, ...windowOf(handler) });
      const [damage] = problems;
      if (damage === undefined) return result;
      return { ...result, problems: [...problems, ...result.problems], cut: result.cut ?? damage.message };
    },
    async readAt(buffer, position) {
      if (isCompressed || source.readAt === undefined) return 0;
      let length = 0;
      while (length < buffer.length) {
        const got = await source.readAt(buffer.subarray(length), position + length);
        if (got === 0) break;
        length += got;
      }
      return length;
    },
  };
};
