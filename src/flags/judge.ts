import { Flags } from '@oclif/core';
import { RequestError } from '../model/exit-code.ts';
import { baselineFlags } from './baseline.ts';
import { configured } from './configured.ts';
import { moment } from './value.ts';

/** How evidence is judged: of the commands that run rules. */
export const judgeFlags = {
  'fail-on': Flags.option({
    options: ['critical', 'warning', 'info', 'never'] as const,
    default: async () => (await configured()).failOn ?? 'critical',
    defaultHelp: async () => 'critical',
    helpGroup: 'JUDGEMENT',
  })({ description: 'exit 1 when a finding is at least this severe' }),
  rule: Flags.string({
    description: 'run only this rule; repeatable',
    helpValue: 'ID',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: 'JUDGEMENT',
  }),
  rules: Flags.string({ description: 'load own rules from this folder', helpValue: 'DIR', helpGroup: 'JUDGEMENT' }),
  k6: Flags.string({
    description: 'summary of a k6 run against the target (JSON or text); repeatable',
    helpValue: 'FILE',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: 'FURTHER EVIDENCE',
  }),
  'k6-start': moment({
    description: 'when that run began',
    helpValue: 'TIME',
    dependsOn: ['k6'],
    helpGroup: 'FURTHER EVIDENCE',
  }),
  log: Flags.string({
    description: 'log of the application, of the one JVM that is looked at; repeatable',
    helpValue: 'FILE',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: 'FURTHER EVIDENCE',
  }),
  tz: Flags.string({
    description: 'zone of log times that name none',
    helpValue: 'Asia/Seoul|+09:00',
    helpGroup: 'FURTHER EVIDENCE',
    parse: async (text) => {
      const { isZone } = await import('../facts/timeline/log-time.ts');
      if (isZone(text)) return text;
      throw new RequestError('bad-flag', `--tz does not know "${text}"`, [
        'write Asia/Seoul, Europe/Berlin, UTC or +09:00',
      ]);
    },
  }),
  notify: Flags.option({ options: ['slack'] as const, helpGroup: 'OUTPUT', exclusive: ['json'] })({
    description: 'print the message for a chat instead of the report (the same as -o slack); sending it is yours',
  }),
  ...baselineFlags,
  'app-packages': Flags.string({
    description: 'packages of your application, comma-separated, for "the first application frame"',
    helpValue: 'com.acme,...',
    helpGroup: 'JUDGEMENT',
  }),
};
