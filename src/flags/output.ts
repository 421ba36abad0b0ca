import { Flags } from '@oclif/core';
import { formatNames } from '../app/publish.ts';
import { configured } from './configured.ts';

/** How a result is shown: of every command. */
export const outputFlags = {
  output: Flags.option({ char: 'o', options: formatNames, default: 'terminal', helpGroup: 'OUTPUT' })({
    description: 'format of the result on stdout',
  }),
  json: Flags.boolean({ description: 'the same as -o json', helpGroup: 'OUTPUT' }),
  'output-file': Flags.string({ description: 'write the result to this file', helpValue: 'PATH', helpGroup: 'OUTPUT' }),
  report: Flags.string({
    description: 'write a further report, as FORMAT=PATH; repeatable',
    helpValue: 'FORMAT=PATH',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: 'OUTPUT',
  }),
  lang: Flags.option({
    options: ['en', 'ko'] as const,
    default: async () => (await configured()).lang ?? 'en',
    defaultHelp: async () => 'en',
    helpGroup: 'OUTPUT',
  })({ description: 'language of the report' }),
};
