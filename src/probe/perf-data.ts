import { setTimeout as delay } from 'node:timers/promises';
import { CollectError, type Probe, type RungContext } from '../model/probe.ts';
import { duringCollection, readCounters } from './perf/counters.ts';
import { locatePerfFile } from './perf/locate.ts';

/** A reading inside a collection is repeated after this time, at most so often. */
const settleMs = 20;
const readings = 3;

const readSettled = async (
  context: RungContext,
): Promise<{ bytes: Uint8Array; takenAtMs: number; settled: boolean }> => {
  const file = await locatePerfFile(context);
  if ('missing' in file) throw new CollectError('failed', file.missing);
  let { bytes } = file;
  for (let reading = 1; ; reading++) {
    const takenAtMs = context.now();
    const counters = readCounters(bytes);
    const settled = counters !== undefined && !duringCollection(counters);
    if (settled || reading === readings) return { bytes, takenAtMs, settled };
    await delay(settleMs, undefined, { signal: context.signal });
    bytes = await context.transport.readFile(file.path, { signal: context.signal, maxBytes: 4 * 1024 * 1024 });
  }
};

/** Counters the JVM keeps in a shared file: read from outside, no pause, no JVM thread. */
const perfData: Probe = {
  kind: 'perf-data',
  title: 'JVM counters (hsperfdata)',
  once: true,
  rungs: [
    {
      name: 'hsperfdata',
      cost: 'none',
      leaves: 'nothing',
      does: 'read hsperfdata of PID in its /tmp (32 KiB)',
      precondition: async (context) => {
        const file = await locatePerfFile(context);
        return 'missing' in file ? { refused: file.missing } : 'usable';
      },
      collect: async (context) => {
        const { bytes, takenAtMs, settled } = await readSettled(context);
        return {
          kind: 'perf-data',
          ext: 'bin',
          how: 'hsperfdata',
          cost: 'none',
          takenAtMs,
          outcome: 'ok',
          bytes,
          problems: settled ? [] : ['read while a collection was running: used sizes may contradict each other'],
        };
      },
    },
  ],
};

export default perfData;
