import { TransportError } from '../../model/transport.ts';
import { rememberedJvm } from '../../parse/perf-data/gc-jvm.ts';
import { gcSampleOf } from '../../parse/perf-data/gc-sample.ts';
import type { StepContext } from '../collect/context.ts';
import { storedReadings } from '../collect/counter-series.ts';
import type { RecordOptions } from './options.ts';
import type { Counted } from './tick.ts';

/** Follows the counters beside the readings; what came last is what a reading sees. */
export const followCounters = (step: StepContext, { everyMs, keep }: RecordOptions, signal: AbortSignal) => {
  const jvmOf = rememberedJvm();
  let last: Counted | undefined;
  const run = async (): Promise<void> => {
    const samples = { intervalMs: everyMs, count: Number.POSITIVE_INFINITY, until: signal, keep };
    const attempt = { probe: 'gc-counters', rung: 'hsperfdata' } as const;
    try {
      for await (const followed of storedReadings(step, samples)) {
        if (followed.kind !== 'reading') last = undefined;
        else {
          const jvm = jvmOf(followed.reading, followed.restarted);
          last = { jvm, sample: gcSampleOf(followed.reading, jvm, followed.atMs) };
        }
      }
      await step.writer.addRungs(step.subject.id, [{ ...attempt, status: 'used' }]);
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      await step.writer.addRungs(step.subject.id, [{ ...attempt, status: 'refused', reason: error.message }]);
    }
  };
  return { run, last: () => last };
};
