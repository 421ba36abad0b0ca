import { Flags } from '@oclif/core';
import { duration } from './value.ts';

/** Counters change no faster than every 50 ms. */
const minIntervalMs = 50;

/** How long counters are followed beside other evidence. */
export const seriesFlags = {
  for: duration({
    description: 'follow the counters of collections for so long',
    helpValue: '60s',
    helpGroup: 'COLLECTION',
  }),
  'sample-interval': duration({
    description: 'time between two readings of them',
    default: 1000,
    defaultHelp: async () => '1s',
    helpValue: '1s',
    helpGroup: 'COLLECTION',
  }),
};

/** How collections are followed. */
export const gcFlags = {
  for: duration({
    description: 'follow a live JVM for so long: 15s, with --columns or --watch until its end or Ctrl-C',
    helpValue: '60s',
    helpGroup: 'COLLECTION',
  }),
  interval: duration({
    description: 'time between two readings',
    default: 1000,
    defaultHelp: async () => '1s',
    helpValue: '1s',
    helpGroup: 'COLLECTION',
  }),
  columns: Flags.option({ options: ['gc', 'gcutil', 'gccause'] as const, helpGroup: 'OUTPUT' })({
    description: "print jstat's own columns, a line for each reading, and no judgement",
  }),
  watch: Flags.boolean({ char: 'w', description: 'a live screen, until q or the end of the JVM', helpGroup: 'OUTPUT' }),
  count: Flags.integer({
    description: 'readings to take, instead of --for',
    min: 1,
    max: 10_000_000,
    helpValue: 'N',
    helpGroup: 'COLLECTION',
  }),
};

/** Readings of counters: as many as fit into the time asked for, at least one. */
export const samplesOf = (flags: {
  readonly for?: number | undefined;
  readonly 'sample-interval'?: number;
  readonly count?: number | undefined;
}): { readonly intervalMs: number; readonly count: number } => {
  const intervalMs = Math.max(minIntervalMs, flags['sample-interval'] ?? 1000);
  return { intervalMs, count: flags.count ?? Math.floor((flags.for ?? 0) / intervalMs) + 1 };
};

/** The same of what prints as it goes: without --for and --count until somebody ends it. */
export const followedSamples = (flags: Parameters<typeof samplesOf>[0]): ReturnType<typeof samplesOf> => {
  const { intervalMs, count } = samplesOf(flags);
  return { intervalMs, count: flags.for === undefined && flags.count === undefined ? Number.POSITIVE_INFINITY : count };
};
