import type { GcCollector } from '../../model/gc-series.ts';

/** Collectors whose concurrent cycles, not their full collections, decide what is left of old. */
export const isConcurrent = (collector: GcCollector | undefined): boolean =>
  collector !== undefined && !['Serial', 'Parallel', 'Epsilon'].includes(collector);

/** Collectors whose pause counters say nothing of overhead: a healthy Shenandoah showed 198 % of wall by GCT. */
export const pausesAreSmall = (collector: GcCollector | undefined): boolean =>
  collector !== undefined && /^(?:ZGC|Shenandoah)/.test(collector);

/**
 * ZGC without generations writes its counters at the pauses of a cycle, all of them before the cycle frees anything (zServiceability.cpp): a leak
 * and a healthy cache look alike there.
 */
export const showsLeft = (collector: GcCollector | undefined): boolean => collector !== 'ZGC';

/** Shenandoah counts concurrent phases as time of its pauses: a healthy JVM showed 198 % of wall. What it counts is no pause. */
export const pausesAreTimed = (collector: GcCollector | undefined): boolean =>
  !(collector ?? '').startsWith('Shenandoah');
