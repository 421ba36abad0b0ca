import { setTimeout as delay } from 'node:timers/promises';
import { CollectError, type RungContext } from '../../model/probe.ts';
import { type CutDump, cutDump } from './cut.ts';

/** A call of the cluster's API each time. */
const pollMs = 500;
/** Without the heap summary the dump is over when nothing more came for so long. */
const quietEndMs = 1500;
const maxBytes = 512 * 1024 * 1024;

/** Why the log of the container is not what the JVM writes to its stdout; undefined: it is. */
export const whyNotInLog = async ({ transport, identity, signal }: RungContext): Promise<string | undefined> => {
  if (transport.markLog === undefined) return 'there is no log of its place to read it from';
  const [own, first] = await transport.readLinks([`/proc/${identity.pid}/fd/1`, '/proc/1/fd/1'], { signal });
  if (typeof own !== 'string' || typeof first !== 'string') return 'where its stdout goes cannot be looked at';
  return own === first
    ? undefined
    : `its stdout (${own}) is not that of the container: the log would not have the dump`;
};

/** Marks the end of the log now; the answer reads on until the dump is whole, or nothing more comes for `silenceMs`. */
export const logFollower = async (
  context: RungContext,
  silenceMs: number,
): Promise<() => Promise<CutDump | undefined>> => {
  const { transport, signal } = context;
  const read = await transport.markLog?.({ signal });
  if (read === undefined) throw new CollectError('failed', 'the log of its place cannot be read');
  return async () => {
    let size = 0;
    let grownAt = performance.now();
    let dump: CutDump | undefined;
    for (;;) {
      await delay(pollMs, undefined, { signal });
      const written = await read({ signal, maxBytes });
      const now = performance.now();
      if (written.length > size) {
        size = written.length;
        grownAt = now;
        dump = cutDump(written);
        if (dump?.end === 'heap') return dump;
      }
      const silence = now - grownAt;
      if (silence > silenceMs || (dump?.end === 'threads' && silence > quietEndMs)) return dump;
    }
  };
};
