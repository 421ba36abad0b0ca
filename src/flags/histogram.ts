import { Flags } from '@oclif/core';
import { duration } from './value.ts';

/** How class histograms are taken of a live JVM. */
export const histogramFlags = {
  count: Flags.integer({
    description: 'class histograms to take; a class that only grows shows in three',
    default: 2,
    min: 1,
    max: 100,
    helpValue: 'N',
    helpGroup: 'COLLECTION',
  }),
  interval: duration({
    description: 'time between them',
    default: 10_000,
    defaultHelp: async () => '10s',
    helpValue: '10s',
    helpGroup: 'COLLECTION',
  }),
  live: Flags.boolean({
    description: 'count only what is reachable: forces a full collection, needs --allow full-gc',
    helpGroup: 'COLLECTION',
  }),
};
