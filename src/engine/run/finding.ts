import type { Finding } from '../../model/finding.ts';
import type { Rule } from '../../model/rule.ts';
import type { Subject } from '../../model/subject.ts';
import type { Severity } from '../../model/verdict.ts';
import { fingerprint } from '../fingerprint.ts';
import type { Lang } from '../format/language.ts';
import { evidenceLines } from './evidence-lines.ts';
import { fill } from './fill.ts';
import { type Names, readPath } from './names.ts';
import type { FactFault } from './subject-facts.ts';

/** A value of the key as text. Lists keep their order; what is missing has a place of its own. */
const keyText = (names: Names, path: string): string => {
  const reading = readPath(names, path);
  if (reading.kind !== 'value') return '?';
  return Array.isArray(reading.value) ? reading.value.map(String).join('\n') : String(reading.value);
};

/** Texts are filled in the wanted language, or in English where the rule has no other. */
export const findingOf = (
  rule: Rule,
  severity: Severity,
  subject: Subject,
  names: Names,
  wanted: Lang,
): { readonly finding: Finding; readonly faults: readonly FactFault[] } => {
  const lang = rule.texts[wanted] ? wanted : 'en';
  const texts = rule.texts[lang] ?? rule.texts.en;
  const faults: FactFault[] = [];
  const words = (template: string): string => {
    const filled = fill(template, names, lang);
    faults.push(...filled.faults);
    return filled.text;
  };
  const evidence = evidenceLines(rule.evidence, texts.evidence, names, lang);
  faults.push(...evidence.faults);
  const key = rule.key.map((path) => keyText(names, path));
  const finding: Finding = {
    ruleId: rule.id,
    severity,
    subject: subject.id,
    title: texts.title,
    summary: words(texts.summary),
    evidence: evidence.lines,
    fix: texts.fix.map(words),
    next: texts.next.map(words),
    falsePositives: texts.falsePositives.map(words),
    key,
    fingerprint: fingerprint(rule.id, subject.workload ?? subject.name, key),
  };
  return { finding, faults };
};
