import type { Notice } from '../model/report.ts';
import type { Rule } from '../model/rule.ts';
import type { RuleSetting, Settings } from './settings.ts';

const because = ({ reason, file }: RuleSetting): string => `${reason === undefined ? '' : `: ${reason}`} (${file})`;

const tuned = (rule: Rule, setting: RuleSetting): { readonly rule: Rule; readonly notices: readonly Notice[] } => {
  const changes = Object.entries(setting.params).flatMap(([name, value]) => {
    const param = rule.params[name];
    return param === undefined || param.default === value ? [] : [{ name, value, param }];
  });
  if (changes.length === 0) return { rule, notices: [] };
  const params = { ...rule.params };
  for (const { name, value, param } of changes) params[name] = { ...param, default: value };
  const words = changes.map(({ name, value, param }) => `${name} = ${value} in place of ${param.default}`).join(', ');
  return {
    rule: { ...rule, params },
    notices: [{ code: 'rule-tuned', message: `${rule.id} is tuned, ${words}${because(setting)}` }],
  };
};

/**
 * The rules as a team wants them: tuned, or left out. `named`: rules asked for by id on the command line, which no file switches off. What
 * was changed is told by notices, so that a quiet report is never mistaken for a healthy JVM.
 */
export const tuneRules = (
  rules: readonly Rule[],
  settings: Settings['rules'],
  named: readonly string[],
): { readonly rules: readonly Rule[]; readonly notices: readonly Notice[] } => {
  const kept: Rule[] = [];
  const notices: Notice[] = [];
  for (const rule of rules) {
    const setting = settings[rule.id];
    if (setting?.enabled === false && !named.includes(rule.id)) {
      notices.push({ code: 'rule-off', message: `${rule.id} is switched off${because(setting)}` });
      continue;
    }
    const one = setting === undefined ? { rule, notices: [] } : tuned(rule, setting);
    kept.push(one.rule);
    notices.push(...one.notices);
  }
  return { rules: kept, notices };
};
