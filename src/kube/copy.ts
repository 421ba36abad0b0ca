import { setTimeout as delay } from 'node:timers/promises';
import { type CallLimits, type Copied, type CopyOptions, type Transport, TransportError } from '../model/transport.ts';
import { openPartial, type PartialFile } from './partial-file.ts';
import { type About, blockBytes, openRemote, type RemoteFile } from './remote-file.ts';
import type { Shell } from './shell.ts';

/** In memory at once: what arrives of a piece, and the whole of it. */
const mostBlocks = 16;
const mostFailures = 5;
const betweenMs = 200;
/** A piece that came faster may be followed by one of twice its length. */
const quickMs = 1000;

const limitsOf = ({ signal, timeoutMs }: CopyOptions): CallLimits => ({
  ...(signal === undefined ? {} : { signal }),
  ...(timeoutMs === undefined ? {} : { timeoutMs }),
});

/** Keeps what an earlier copy brought, if the file begins with it. */
const keepVerified = async (
  remote: RemoteFile,
  partial: PartialFile,
  about: About,
  limits: CallLimits,
): Promise<void> => {
  const kept = Math.min(partial.bytes(), about.sizeBytes);
  await partial.cut(kept - (kept % blockBytes));
  const bytes = partial.bytes();
  if (bytes > 0 && (await remote.sumOf(bytes, limits)) !== (await partial.sumOf(remote.algorithm)))
    await partial.cut(0);
};

const isSame = (first: About, now: About, mayGrow: boolean): boolean =>
  first.inode === now.inode &&
  (mayGrow ? now.sizeBytes >= first.sizeBytes : now.sizeBytes === first.sizeBytes && now.changed === first.changed);

/** Worth another try: the network, or what it did to the bytes. */
const mayPass = (error: unknown): error is TransportError =>
  error instanceof TransportError && (error.code === 'failed' || error.code === 'timed-out');

/**
 * Copies a file out of a container in pieces, each proved by its length and sum. A connection that breaks is opened again
 * and the copy goes on. `whyDied` tells a lost connection from a lost container.
 */
export const copyOut =
  (
    open: (limits: CallLimits) => Promise<Shell>,
    whyDied: () => Promise<string | undefined>,
  ): NonNullable<Transport['copyOut']> =>
  async (path, toFile, options = {}): Promise<Copied> => {
    const limits = limitsOf(options);
    const { signal, mayGrow = false } = options;
    const partial = await openPartial(toFile);
    let remote: RemoteFile | undefined;
    let failures = 0;

    /** Asks the open file; after a failure that may pass, the file opened anew. */
    const asking = async <T>(ask: (file: RemoteFile) => Promise<T>): Promise<T> => {
      for (;;) {
        try {
          remote ??= await openRemote(open, path, signal === undefined ? {} : { signal });
          const answer = await ask(remote);
          failures = 0;
          return answer;
        } catch (error) {
          remote?.close();
          remote = undefined;
          if (signal?.aborted) throw new TransportError('aborted', `cannot copy ${path}: interrupted`);
          if (!mayPass(error) || ++failures > mostFailures) throw error;
          // A connection that broke once is simply opened again.
          const died = failures > 1 ? await whyDied() : undefined;
          if (died !== undefined) throw new TransportError('gone', `cannot copy ${path}: ${died}`);
          await delay(betweenMs * 2 ** failures, undefined, signal === undefined ? {} : { signal }).catch(
            () => undefined,
          );
        }
      }
    };

    try {
      // Nothing is tried twice before the file was once open: what is wrong now stays wrong.
      remote = await openRemote(open, path, signal === undefined ? {} : { signal });
      const { algorithm } = remote;
      const first = await remote.look();
      await keepVerified(remote, partial, first, limits);
      const resumedFromByte = partial.bytes();
      for (let blocks = 1; partial.bytes() < first.sizeBytes; ) {
        const at = partial.bytes();
        const startedAt = performance.now();
        const bytes = Math.min(blocks * blockBytes, first.sizeBytes - at);
        await partial.add(await asking((file) => file.piece(at, bytes, limits)));
        options.onProgress?.(partial.bytes(), first.sizeBytes);
        const quick = performance.now() - startedAt < quickMs;
        blocks = quick ? Math.min(mostBlocks, blocks * 2) : Math.max(1, blocks >> 1);
      }
      if (!isSame(first, await asking((file) => file.look()), mayGrow))
        throw new TransportError('failed', `cannot copy ${path}: it was changed while it was copied`);
      const sha256 = await partial.finish();
      return { bytes: partial.bytes(), sha256, resumedFromByte, checkedBy: algorithm };
    } finally {
      remote?.close();
      await partial.close();
    }
  };
