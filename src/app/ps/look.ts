import { probes } from '../../generated/probe.ts';
import type { GcCollector } from '../../model/gc-series.ts';
import { TransportError } from '../../model/transport.ts';
import { collectorOf, gcJvmOf } from '../../parse/perf-data/gc-jvm.ts';
import { gcSampleOf } from '../../parse/perf-data/gc-sample.ts';
import { survey } from '../../probe/ladder/survey.ts';
import { readOwnCounters } from '../../probe/perf/locate.ts';
import type { Patient } from '../patient.ts';

/** A kind of evidence that could be had: `by` which way, `needs` a yes or a longer pause first. */
export type Obtainable = {
  readonly kind: 'threads' | 'gc' | 'heap' | 'metrics';
  readonly by: string;
  readonly needs: string | null;
};

export type Seen = {
  readonly collector?: GcCollector;
  readonly heapUsedBytes?: number;
  readonly heapMaxBytes?: number;
  readonly obtainable: readonly Obtainable[];
};

const asked = { threads: 'thread-dump', gc: 'perf-data', heap: 'histogram', metrics: 'metrics' } as const;
const maxPauseMs = 1000;

type Jvm = Pick<Patient, 'jvm' | 'transport'>;

const obtainableFrom = async ({ jvm, transport }: Jvm, signal: AbortSignal): Promise<readonly Obtainable[]> => {
  const found: Obtainable[] = [];
  const context = {
    transport,
    subject: 'jvm-1',
    identity: jvm.identity,
    allow: new Set<never>(),
    maxPauseMs,
    signal,
    now: Date.now,
  };
  // One after the other: a pod has one shell.
  for (const [kind, probe] of Object.entries(asked) as [Obtainable['kind'], (typeof asked)[Obtainable['kind']]][]) {
    const { rungs } = await survey(await probes[probe](), context);
    const way = rungs.find(({ status }) => status === 'usable') ?? rungs.find(({ need }) => need !== undefined);
    if (way !== undefined)
      found.push({ kind, by: way.rung, needs: way.status === 'usable' ? null : (way.need ?? null) });
  }
  return found;
};

/** What the counters of a JVM and a look at the ways to its evidence tell. It does not notice. Of what cannot be read nothing is said. */
export const lookAt = async (patient: Jvm, signal: AbortSignal): Promise<Seen> => {
  const { jvm, transport } = patient;
  try {
    const counters = await readOwnCounters({ transport, identity: jvm.identity, signal });
    const obtainable = await obtainableFrom(patient, signal);
    if (counters === undefined) return { obtainable };
    const { heap } = gcSampleOf(counters, gcJvmOf(counters), Date.now());
    const collector = collectorOf(counters);
    const { usedBytes, maxBytes } = heap ?? {};
    return {
      obtainable,
      ...(collector === undefined ? {} : { collector }),
      ...(usedBytes === undefined ? {} : { heapUsedBytes: usedBytes }),
      ...(maxBytes === undefined ? {} : { heapMaxBytes: maxBytes }),
    };
  } catch (error) {
    if (!(error instanceof TransportError) || error.code === 'aborted') throw error;
    return { obtainable: [] };
  }
};
