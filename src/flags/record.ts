import { Flags } from '@oclif/core';
import { duration } from './value.ts';

/** The flight recorder. */
export const recordFlags = {
  every: duration({
    description: 'record: a reading of /proc, cgroup, counters and pod so often, until the JVM ends or Ctrl-C',
    helpValue: '10s',
    helpGroup: 'RECORDING',
  }),
  keep: Flags.integer({
    description: 'readings to keep in full, the newest (60); their figures are kept all',
    min: 2,
    max: 10_000,
    helpValue: 'N',
    helpGroup: 'RECORDING',
  }),
  when: Flags.string({
    description: 'take dumps when this comes true, and end unless --until-exit',
    helpValue: "'threads > 1500 || memoryPct > 90'",
    helpGroup: 'RECORDING',
  }),
  'until-exit': Flags.boolean({
    description: 'record until the JVM ends, whatever came true before',
    helpGroup: 'RECORDING',
  }),
  follow: Flags.boolean({
    description:
      'go on with the JVM that comes next, in the same container or a new pod, until --for is over or Ctrl-C',
    helpGroup: 'RECORDING',
  }),
  sets: Flags.integer({
    description: 'times --when takes dumps at most (3)',
    min: 1,
    max: 100,
    helpValue: 'N',
    helpGroup: 'RECORDING',
  }),
};
