import type { RungContext } from '../../model/probe.ts';
import { statusFields } from '../../model/proc-text.ts';
import { readOwnCounters } from '../perf/locate.ts';
import { readText } from '../proc/read.ts';
import { heapUsedBytes } from './note.ts';

const gigabyte = 1024 ** 3;

/** The walk over all objects: 0.35 to 1.1 s for a gigabyte (JDK 8 to 25, G1 and Parallel, two busy cores). */
const walkMsPerGigabyte = 1100;

/** Bytes on the heap by the JVM's own counters, else all its resident memory: never too little by much. */
export const heapBytes = async (
  context: Pick<RungContext, 'transport' | 'identity' | 'signal'>,
): Promise<number | undefined> => {
  const used = heapUsedBytes(await readOwnCounters(context));
  if (used !== undefined && used > 0) return used;
  const { transport, identity, signal } = context;
  const status = statusFields((await readText(transport, `/proc/${identity.pid}/status`, signal)) ?? '');
  const kilobytes = Number.parseInt(status.get('VmRSS') ?? '', 10);
  return Number.isFinite(kilobytes) ? kilobytes * 1024 : undefined;
};

/** Estimated pause of a histogram with garbage in it. */
export const walkPauseMs = async (context: RungContext): Promise<number | undefined> => {
  const bytes = await heapBytes(context);
  return bytes === undefined ? undefined : (bytes / gigabyte) * walkMsPerGigabyte;
};
