import { builtInRules } from '../generated/rules.ts';
import { exitCode } from '../model/exit-code.ts';
import type { Need, Rule, RuleTexts } from '../model/rule.ts';
import { columns } from './columns.ts';
import type { DocumentResult } from './publish.ts';
import { ruleById } from './select-rules.ts';

const textsOf = (rule: Rule, lang: 'en' | 'ko'): RuleTexts =>
  (lang === 'ko' ? rule.texts.ko : undefined) ?? rule.texts.en;

const needText = (need: Need): string =>
  Object.entries(need)
    .map(([kind, amount]) => (amount?.dumps === undefined ? kind : `${amount.dumps} x ${kind}`))
    .join(' + ');

const summaryOf = (rule: Rule, lang: 'en' | 'ko') => ({
  id: rule.id,
  title: textsOf(rule, lang).title,
  maturity: rule.maturity,
  severities: rule.levels.map(({ severity }) => severity),
  needs: rule.needs,
});

export const listRules = (lang: 'en' | 'ko'): DocumentResult => ({
  kind: 'document',
  document: {
    schemaVersion: 1,
    kind: 'rules',
    exitCode: exitCode.ok,
    rules: builtInRules.map((rule) => summaryOf(rule, lang)),
  },
  text: () =>
    columns([
      ['RULE', 'SEVERITY', 'NEEDS', 'TITLE'],
      ...builtInRules.map((rule) => [
        rule.id,
        rule.levels.map(({ severity }) => severity).join(', '),
        rule.needs.map(needText).join(' or '),
        textsOf(rule, lang).title,
      ]),
    ]),
});

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line.trimEnd().replaceAll('\n', '\n  ')}`)];

const explanation = (rule: Rule, texts: RuleTexts): string =>
  [
    `${rule.id}: ${texts.title}`,
    '',
    texts.docs.trimEnd(),
    ...section(
      'Fires',
      rule.levels.map(({ severity, when }) => `${severity}: ${when}`),
    ),
    ...section(
      'Thresholds',
      Object.entries(rule.params).map(([name, param]) => `${name} = ${param.default} ${param.unit}: ${param.why}`),
    ),
    ...section('Needs', [rule.needs.map(needText).join(' or ')]),
    ...section('Fix', texts.fix),
    ...section('False positives', texts.falsePositives),
    ...section('Next', texts.next),
    '',
  ].join('\n');

/** Throws RequestError for an id that does not exist, with the nearest one. */
export const explainRule = (id: string, lang: 'en' | 'ko'): DocumentResult => {
  const rule = ruleById(id, builtInRules);
  const texts = textsOf(rule, lang);
  return {
    kind: 'document',
    document: {
      schemaVersion: 1,
      kind: 'rules',
      exitCode: exitCode.ok,
      rules: [{ ...summaryOf(rule, lang), levels: rule.levels, params: rule.params, ...texts }],
    },
    text: () => explanation(rule, texts),
  };
};
