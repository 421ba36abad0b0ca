import { Flags } from '@oclif/core';
import { dayAfter, isDay } from '../model/day.ts';
import { RequestError } from '../model/exit-code.ts';

/** A day as `2026-12-31`. */
const day = Flags.custom<string>({
  parse: async (text) => {
    const days = /^(\d{1,4})d$/.exec(text)?.[1];
    if (days !== undefined) return dayAfter(Date.now(), Number(days));
    if (isDay(text)) return text;
    throw new RequestError('bad-flag', `"${text}" is not a day`, ['write 2026-12-31, or 90d for 90 days from now']);
  },
});

/** Findings that are known: of the commands that run rules. */
export const baselineFlags = {
  baseline: Flags.string({
    description: 'findings this file names are accepted: shown, and they decide nothing',
    helpValue: 'FILE',
    helpGroup: 'JUDGEMENT',
  }),
  'write-baseline': Flags.string({
    description: 'accept what is found now: write it to this file (with --reason)',
    helpValue: 'FILE',
    dependsOn: ['reason'],
    helpGroup: 'JUDGEMENT',
  }),
  reason: Flags.string({
    description: 'why these findings are accepted',
    helpValue: 'TEXT',
    dependsOn: ['write-baseline'],
    helpGroup: 'JUDGEMENT',
  }),
  expires: day({
    description: 'last day on which they are accepted: a date, or days from now',
    defaultHelp: async () => '90d',
    helpValue: '2026-12-31|90d',
    dependsOn: ['write-baseline'],
    helpGroup: 'JUDGEMENT',
  }),
};
