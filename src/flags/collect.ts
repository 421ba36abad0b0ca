import { Flags } from '@oclif/core';
import type { Allowance } from '../model/capture.ts';
import { duration, words } from './value.ts';

const allowances = ['full-gc', 'stops-jvm', 'app-log', 'ephemeral-container', 'inject-helper'] as const;

/** What `--allow` parsed to. */
export const allowanceSet = (text: string | undefined): ReadonlySet<Allowance> =>
  new Set((text ?? '').split(',').filter((word) => word !== '') as Allowance[]);

/** How evidence is taken from a live JVM. */
export const collectFlags = {
  dumps: Flags.integer({
    description: 'thread dumps to take',
    default: 3,
    min: 1,
    max: 100,
    helpValue: 'N',
    helpGroup: 'COLLECTION',
  }),
  all: Flags.boolean({
    description: 'thread dumps of every pod; else of many the worst, the youngest and a healthy one',
    helpGroup: 'COLLECTION',
  }),
  interval: duration({
    description: 'time between them',
    default: 2000,
    defaultHelp: async () => '2s',
    helpValue: '2s',
    helpGroup: 'COLLECTION',
  }),
  allow: Flags.string({
    description: `what may be done to the target beyond the harmless: ${allowances.join(', ')}`,
    helpValue: 'LIST',
    helpGroup: 'COLLECTION',
    parse: async (text) => words(text, allowances, 'allow').join(','),
  }),
  'dry-run': Flags.boolean({
    description:
      'say what would be executed, and execute nothing: only /proc and the pods of the cluster are looked up',
    helpGroup: 'COLLECTION',
  }),
  'max-pause': duration({
    description: 'longest estimated pause of the JVM that needs no question',
    default: 1000,
    defaultHelp: async () => '1s',
    helpValue: '1s',
    helpGroup: 'COLLECTION',
  }),
};
