import type { ByteSource } from '../../../model/byte-source.ts';

/** Read at once. */
const chunkBytes = 2 << 20;
/** Room before a chunk for what was left over of the one before: no record that must be seen whole is longer. */
export const longestRecordBytes = 1536 << 10;
/** Loops may look a few bytes ahead of what there is. */
const slackBytes = 64;

export const windowBytes = longestRecordBytes + chunkBytes + slackBytes;

/**
 * A moving window on the bytes of a source: `bytes[from, to)` stands at `base + from` of the file. `from` may be moved beyond `to`: what
 * lies between is not read where the source allows it.
 */
export type Window = {
  readonly bytes: Uint8Array;
  from: number;
  to: number;
  base: number;
  /** Appends a chunk behind what is left; false at the end of the source. */
  more(): Promise<boolean>;
  close(): Promise<void>;
};

/** Fills `into` with what stands at `position`, less at the end of the source. */
type Fill = (into: Uint8Array, position: number) => number | Promise<number>;

/** `end`: where the source ends, once that is known. */
type Input = { readonly fill: Fill; readonly end: () => number; readonly close: () => unknown };

/** A small file needs no more than its own size. */
export const memoryFor = (size: number): Uint8Array =>
  new Uint8Array(Math.min(windowBytes, 2 * Math.max(4096, size) + slackBytes));

const windowOn = ({ fill, end: sourceEnd, close }: Input, bytes: Uint8Array): Window => {
  const room = Math.min(longestRecordBytes, (bytes.length - slackBytes) >> 1);
  const end = bytes.length - slackBytes;
  const window: Window = {
    bytes,
    from: room,
    to: room,
    base: -room,
    async more() {
      const left = Math.max(0, window.to - window.from);
      const position = window.base + Math.max(window.from, window.to);
      bytes.copyWithin(room - left, window.to - left, window.to);
      const filled = fill(bytes.subarray(room, end), position);
      const got = typeof filled === 'number' ? filled : await filled;
      window.base = (got > 0 ? position : Math.min(position, sourceEnd())) - room;
      window.from = room - left;
      window.to = room + got;
      return got > 0;
    },
    async close() {
      await close();
    },
  };
  return window;
};

/** Reads until the buffer is full or the source ends. */
const whole =
  (readAt: (buffer: Uint8Array, position: number) => Promise<number>): Fill =>
  async (into, position) => {
    let length = 0;
    while (length < into.length) {
      const got = await readAt(into.subarray(length), position + length);
      if (got === 0) break;
      length += got;
    }
    return length;
  };

const ofStream = (chunks: AsyncIterator<Uint8Array>): Input => {
  let pending: Uint8Array = new Uint8Array(0);
  let at = 0;
  return {
    async fill(into, position) {
      let length = 0;
      while (length < into.length) {
        if (pending.length === 0) {
          const next = await chunks.next();
          if (next.done) break;
          pending = next.value;
        }
        const skipped = Math.min(pending.length, position + length - at);
        const taken = Math.min(pending.length - skipped, into.length - length);
        into.set(pending.subarray(skipped, skipped + taken), length);
        pending = pending.subarray(skipped + taken);
        at += skipped + taken;
        length += taken;
      }
      return length;
    },
    end: () => at,
    close: () => chunks.return?.(),
  };
};

/**
 * `decoded`: the bytes of a source that must be streamed (gzip); without it the file is read where it lies. `memory`: where the bytes are
 * to stand, of `windowBytes`.
 */
export const openWindow = (
  source: ByteSource,
  options: {
    readonly decoded?: (() => AsyncIterable<Uint8Array>) | undefined;
    readonly memory?: Uint8Array | undefined;
  },
): Window => {
  const memory = options.memory ?? memoryFor(source.size ?? Infinity);
  if (options.decoded !== undefined || source.readAt === undefined) {
    const stream = options.decoded?.() ?? source.stream();
    return windowOn(ofStream(stream[Symbol.asyncIterator]()), options.memory ?? memoryFor(Infinity));
  }
  const file = source.open?.();
  const end = (): number => source.size ?? Infinity;
  if (file === undefined) return windowOn({ fill: whole(source.readAt.bind(source)), end, close: () => {} }, memory);
  return windowOn({ fill: file.readAt, end, close: file.close }, memory);
};
