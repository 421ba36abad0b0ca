import { isMap, type Node } from 'yaml';
import type { FactType } from '../../model/fact.ts';
import type { EvidenceTemplate, RuleTexts } from '../../model/rule.ts';
import {
  type LocatedText,
  readCondition,
  readCount,
  readItems,
  readMapping,
  readText,
  readTexts,
  reportAt,
  type YamlFile,
} from '../yaml/read.ts';
import { type Context, checkEach, checkTemplate, checkWhen, checkWholePath } from './context.ts';

/** An evidence entry with the names its text may use: those of the rule and the item of `each`. */
export type EvidenceEntry = { readonly template: EvidenceTemplate; readonly context: Context };

const readSource = (text: LocatedText | undefined, context: Context): string | undefined => {
  if (!text) return undefined;
  const type: FactType | undefined = checkWholePath(text, context);
  if (type && type.type !== 'source') text.report(`source: ${text.text} is not a source fact`);
  return text.text.trim();
};

const readEntry = (file: YamlFile, node: Node, i: number, outer: Context): EvidenceEntry => {
  const what = `evidence[${i}]`;
  const fields = readMapping(file, node, what, { required: ['text'], optional: ['each', 'limit', 'source', 'when'] });
  const eachText = fields?.each && readText(file, fields.each, `${what} each`);
  const context = eachText ? checkEach(eachText, outer).context : outer;
  if (fields?.limit && !fields.each) reportAt(file, fields.limit, `${what}: limit needs each`);
  const limit = fields?.limit && readCount(file, fields.limit, `${what} limit`);
  const text = fields?.text && readText(file, fields.text, `${what} text`);
  const source = fields?.source && readSource(readText(file, fields.source, `${what} source`), context);
  const when = fields?.when && checkWhen(readCondition(file, fields.when, `${what} when`), context);
  const template = {
    text: text ? checkTemplate(text, context) : '',
    ...(eachText ? { each: eachText.text.trim() } : {}),
    ...(limit === undefined ? {} : { limit }),
    ...(source === undefined ? {} : { source }),
    ...(when === undefined ? {} : { when }),
  };
  return { template, context };
};

export const readEvidence = (file: YamlFile, node: Node, context: Context): readonly EvidenceEntry[] => {
  const items = readItems(file, node, 'evidence');
  if (items?.length === 0) reportAt(file, node, 'evidence: a finding cites at least one line');
  return (items ?? []).map((item, i) => {
    if (!isMap(item)) {
      const text = readText(file, item, `evidence[${i}]`);
      return { template: { text: text ? checkTemplate(text, context) : '' }, context };
    }
    return readEntry(file, item, i, context);
  });
};

const textKeys = ['title', 'summary', 'evidence', 'fix', 'falsePositives', 'next', 'docs'] as const;
type TextNodes = Readonly<Partial<Record<(typeof textKeys)[number], Node>>>;

const plain = (file: YamlFile, node: Node | undefined, what: string): string => {
  const text = node && readText(file, node, what);
  if (what === 'title' && text?.text.includes('{{')) text.report('title: no templates, it is the name of the finding');
  return text?.text ?? '';
};

/** The texts beside the evidence: templates but for title and docs. */
export const readRuleTexts = (
  file: YamlFile,
  nodes: TextNodes,
  evidence: readonly string[],
  context: Context,
): RuleTexts => {
  const templates = (key: 'fix' | 'falsePositives' | 'next'): readonly string[] =>
    ((nodes[key] && readTexts(file, nodes[key], key)) ?? []).map((text) => checkTemplate(text, context));
  const summary = nodes.summary && readText(file, nodes.summary, 'summary');
  return {
    title: plain(file, nodes.title, 'title'),
    summary: summary ? checkTemplate(summary, context) : '',
    evidence,
    fix: templates('fix'),
    falsePositives: templates('falsePositives'),
    next: templates('next'),
    docs: plain(file, nodes.docs, 'docs'),
  };
};

/** A translation: texts only, its evidence lines in the order of the English ones. */
export const readTranslation = (
  file: YamlFile,
  entries: readonly EvidenceEntry[],
  context: Context,
): RuleTexts | undefined => {
  const nodes = file.root && readMapping(file, file.root, 'translation', { required: textKeys, optional: [] });
  if (!nodes) return undefined;
  const lines = (nodes.evidence && readTexts(file, nodes.evidence, 'evidence')) ?? [];
  const count = (nodes.evidence && readItems(file, nodes.evidence, 'evidence')?.length) ?? entries.length;
  if (nodes.evidence && count !== entries.length) {
    reportAt(file, nodes.evidence, `evidence: ${count} lines here, ${entries.length} in the English file`);
  }
  const evidence = lines.map((line, i) => checkTemplate(line, entries[i]?.context ?? context));
  return readRuleTexts(file, nodes, evidence, context);
};
