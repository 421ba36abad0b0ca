/**
 * Bytes from anywhere (file, capture, stdin, pod). `stream` may be called again for a second pass unless `once` is set.
 * A gzip source has neither `size` (of the decoded bytes) nor `readAt`.
 */
export type ByteSource = {
  readonly name: string;
  readonly size?: number;
  readonly once?: true;
  /** The file it is, compressed or not, where there is one: another thread may open it for itself. */
  readonly path?: string;
  stream(signal?: AbortSignal): AsyncIterable<Uint8Array>;
  /** Fills `buffer` from `position`; returns the count of bytes read, 0 at the end. */
  readAt?(buffer: Uint8Array, position: number): Promise<number>;
  /** The same at once, of a file that stays open: for a thread of its own that has gigabytes to read. */
  open?(): OpenBytes;
};

export type OpenBytes = {
  readAt(buffer: Uint8Array, position: number): number;
  close(): void;
};
