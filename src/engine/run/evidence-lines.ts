import type { EvidenceLine } from '../../model/finding.ts';
import type { EvidenceTemplate } from '../../model/rule.ts';
import type { Source } from '../../model/source.ts';
import { parseEach } from '../each.ts';
import type { Lang } from '../format/language.ts';
import { andMore } from '../format/text.ts';
import { ask } from './condition.ts';
import { fill } from './fill.ts';
import { type Names, readPath, withItem } from './names.ts';
import { type FactFault, newTrace, type Trace } from './subject-facts.ts';

const defaultLimit = 5;

type Lines = { readonly lines: readonly EvidenceLine[]; readonly faults: readonly FactFault[] };

type Line = { readonly line?: EvidenceLine; readonly faults: readonly FactFault[] };

const sourceOf = (path: string | undefined, names: Names): Source | undefined => {
  if (path === undefined) return undefined;
  const reading = readPath(names, path);
  return reading.kind === 'value' ? (reading.value as Source) : undefined;
};

const isWanted = (when: string | undefined, names: Names, trace: Trace): boolean =>
  when === undefined || ask(when, names, trace).kind === 'true';

const renderLine = (text: string, template: EvidenceTemplate, names: Names, lang: Lang, lax: boolean): Line => {
  const { text: line, values, missing, faults } = fill(text, names, lang);
  if (faults.length > 0 || (missing && !lax)) return { faults };
  const source = sourceOf(template.source, names);
  return { line: { text: line, values, ...(source ? { source } : {}) }, faults };
};

/** The names for each repetition of a line: the items of `each` that `when` wants, or just the rule's own names. */
const repetitions = (template: EvidenceTemplate, names: Names, trace: Trace): readonly Names[] => {
  const { each, when } = template;
  if (each === undefined) return isWanted(when, names, trace) ? [names] : [];
  const { list, as } = parseEach(each);
  const reading = readPath(names, list);
  if (reading.kind === 'fault') trace.faults.add(reading.fault);
  if (reading.kind !== 'value' || reading.type.type !== 'list') return [];
  const { items } = reading.type;
  return (reading.value as readonly unknown[])
    .map((item) => withItem(names, as, items, item))
    .filter((own) => isWanted(when, own, trace));
};

const renderEntry = (text: string, template: EvidenceTemplate, names: Names, lang: Lang, lax: boolean): Lines => {
  const trace = newTrace();
  const all = repetitions(template, names, trace);
  const limit = template.each === undefined ? all.length : (template.limit ?? defaultLimit);
  const rendered = all.slice(0, limit).map((own) => renderLine(text, template, own, lang, lax));
  const lines = rendered.flatMap(({ line }) => (line ? [line] : []));
  const rest = all.length - limit;
  if (rest > 0 && lines.length > 0) lines.push({ text: andMore(rest, lang), values: { more: rest } });
  return { lines, faults: [...trace.faults, ...rendered.flatMap(({ faults }) => faults)] };
};

/**
 * The evidence of a finding. A line with a missing value is dropped; where that would leave no evidence at all, the
 * lines stay and say "unknown". `texts` are the entries' texts in the report's language, in the entries' order.
 * Faults are wrong facts that a line met: the line is dropped and the caller says so.
 */
export const evidenceLines = (
  templates: readonly EvidenceTemplate[],
  texts: readonly string[],
  names: Names,
  lang: Lang,
): Lines => {
  const render = (lax: boolean): Lines => {
    const entries = templates.map((template, i) => renderEntry(texts[i] ?? template.text, template, names, lang, lax));
    return { lines: entries.flatMap(({ lines }) => lines), faults: entries.flatMap(({ faults }) => faults) };
  };
  const strict = render(false);
  return strict.lines.length > 0 ? strict : render(true);
};
