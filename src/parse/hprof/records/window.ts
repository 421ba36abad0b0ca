import type { ByteSource } from '../../../model/byte-source.ts';

/** Read at once. */
const chunkBytes = 2 << 20;
/** Room before a chunk for what was left over of the one before: no record that must be seen whole is longer. */
const leftoverBytes = 1536 << 10;

/** Loops may look a few bytes ahead of what there is. */
const slackBytes = 64;

/** Smaller for a small file: `room` for leftovers, then a chunk. */
const sizesFor = (size: number): { readonly room: number; readonly chunk: number } => ({
  room: Math.min(leftoverBytes, size),
  chunk: Math.min(chunkBytes, Math.max(4096, size)),
});

export const longestRecordBytes = leftoverBytes;

/**
 * A moving window on the bytes of a source: `bytes[from, to)` stands at `base + from` of the file. While the caller works on one chunk
 * the next one is read. `from` may be moved beyond `to`: what lies between is not read where the source allows it.
 */
export type Window = {
  bytes: Uint8Array<ArrayBuffer>;
  from: number;
  to: number;
  base: number;
  /** Appends a chunk behind what is left; false at the end of the source. */
  more(): Promise<boolean>;
  close(): Promise<void>;
};

type Chunk = { readonly buffer: Uint8Array<ArrayBuffer>; readonly position: number; readonly length: number };

const ofFile = (readAt: NonNullable<ByteSource['readAt']>, start: number, size: number): Window => {
  const { room, chunk: most } = sizesFor(size);
  const newBuffer = (): Uint8Array<ArrayBuffer> => new Uint8Array(room + most + slackBytes);
  const spare = [newBuffer(), newBuffer()];
  const read = async (position: number): Promise<Chunk> => {
    const buffer = spare.pop() as Uint8Array<ArrayBuffer>;
    let length = 0;
    while (length < most) {
      const part = buffer.subarray(room + length, room + most);
      const got = await readAt(part, position + length);
      if (got === 0) break;
      length += got;
    }
    return { buffer, position, length };
  };
  let ahead: Promise<Chunk> | undefined = read(start);
  const window: Window = {
    bytes: new Uint8Array(0),
    from: 0,
    to: 0,
    base: start,
    async more() {
      const left = Math.max(0, window.to - window.from);
      const wanted = window.base + Math.max(window.from, window.to);
      let chunk = await (ahead ?? read(wanted));
      ahead = undefined;
      const skipped = wanted - chunk.position;
      if (skipped >= chunk.length && chunk.length > 0) {
        spare.push(chunk.buffer);
        chunk = await read(wanted);
      }
      const begin = room + Math.max(0, wanted - chunk.position);
      const end = room + chunk.length;
      if (left > 0) chunk.buffer.set(window.bytes.subarray(window.from, window.to), begin - left);
      if (window.bytes.length > 0) spare.push(window.bytes);
      window.bytes = chunk.buffer;
      window.base = chunk.position - room;
      window.from = begin - left;
      window.to = Math.max(begin, end);
      if (end <= begin) return false;
      ahead = read(chunk.position + chunk.length);
      ahead.catch(() => undefined);
      return true;
    },
    async close() {
      await ahead?.catch(() => undefined);
    },
  };
  return window;
};

const ofStream = (chunks: AsyncIterator<Uint8Array>): Window => {
  const newBuffer = (): Uint8Array<ArrayBuffer> => new Uint8Array(leftoverBytes + chunkBytes + slackBytes);
  const spare = [newBuffer()];
  let pending: Uint8Array | undefined;
  const window: Window = {
    bytes: newBuffer(),
    from: leftoverBytes,
    to: leftoverBytes,
    base: -leftoverBytes,
    async more() {
      const left = Math.max(0, window.to - window.from);
      let toSkip = Math.max(0, window.from - window.to);
      const position = window.base + window.to;
      const buffer = spare.pop() as Uint8Array<ArrayBuffer>;
      const full = leftoverBytes + chunkBytes;
      buffer.set(window.bytes.subarray(window.to - left, window.to), leftoverBytes - left);
      spare.push(window.bytes);
      let skipped = 0;
      let at = leftoverBytes;
      while (at < full) {
        if (pending === undefined || pending.length === 0) {
          const next = await chunks.next();
          if (next.done) break;
          pending = next.value;
        }
        const drop = Math.min(toSkip, pending.length);
        toSkip -= drop;
        skipped += drop;
        const take = Math.min(pending.length - drop, full - at);
        buffer.set(pending.subarray(drop, drop + take), at);
        at += take;
        pending = pending.subarray(drop + take);
      }
      window.bytes = buffer;
      window.base = position + skipped - leftoverBytes;
      window.from = leftoverBytes - left;
      window.to = at;
      return at > leftoverBytes;
    },
    async close() {
      await chunks.return?.();
    },
  };
  return window;
};

/** `decoded`: the bytes of a source that must be streamed (gzip); without it the file is read where it lies, from `start` on. */
export const openWindow = (
  source: ByteSource,
  options: { readonly start?: number; readonly decoded?: () => AsyncIterable<Uint8Array> },
): Window => {
  if (options.decoded === undefined && source.readAt !== undefined) {
    return ofFile(source.readAt.bind(source), options.start ?? 0, source.size ?? Infinity);
  }
  return ofStream((options.decoded?.() ?? source.stream())[Symbol.asyncIterator]());
};
