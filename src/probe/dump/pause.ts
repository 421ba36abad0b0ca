import type { RungContext } from '../../model/probe.ts';
import { statusFields } from '../../model/proc-text.ts';
import { readText } from '../proc/read.ts';

/**
 * Length of the safepoint by thread: 30 to 135 ms for 3,000 threads into memory (JDK 8 to 27), 294 to 706 ms straight to
 * a file or pipe. Measured on two busy cores.
 */
const perThreadMs = { buffered: 0.045, written: 0.24 } as const;

/** The walk over the heap for ownable synchronizers: 0.24 to 0.69 s for 1.1 GB. */
const perHeapGigabyteMs = 600;

/** Estimated pause of a thread dump, from the thread count and, with synchronizers, the resident memory. */
export const estimatedPauseMs = async (
  context: RungContext,
  how: keyof typeof perThreadMs,
): Promise<number | undefined> => {
  const { transport, identity, signal } = context;
  const status = statusFields((await readText(transport, `/proc/${identity.pid}/status`, signal)) ?? '');
  const threads = Number(status.get('Threads'));
  if (!Number.isFinite(threads)) return undefined;
  const residentGigabytes = Number.parseInt(status.get('VmRSS') ?? '0', 10) / (1024 * 1024);
  const walkMs = context.withSynchronizers && how === 'buffered' ? residentGigabytes * perHeapGigabyteMs : 0;
  return threads * perThreadMs[how] + walkMs;
};
