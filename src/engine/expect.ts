import type { Node } from 'yaml';
import type { Rule } from '../model/rule.ts';
import { type Severity, severities } from '../model/verdict.ts';
import { type Diagnostic, type RuleFile, sortDiagnostics } from './diagnostic.ts';
import { suggestion } from './suggestion.ts';
import {
  readCount,
  readItems,
  readMapping,
  readText,
  readWord,
  readYaml,
  reportAt,
  type YamlFile,
} from './yaml/read.ts';

export type ExpectedFiring = { readonly rule: string; readonly severity: Severity; readonly count?: number };

/** What an expect.yaml says: `fires` is exact over stable built-in rules, `unknown` too when present. */
export type Expectations = {
  readonly fires: readonly ExpectedFiring[];
  readonly unknown?: readonly string[];
  readonly because?: string;
};

export type ParsedExpectations =
  | { readonly expectations: Expectations }
  | { readonly diagnostics: readonly Diagnostic[] };

const readRuleId = (file: YamlFile, node: Node, what: string, ids: readonly string[]): string | undefined => {
  const text = readText(file, node, what);
  if (text && !ids.includes(text.text)) text.report(`${what}: unknown rule ${text.text}${suggestion(text.text, ids)}`);
  return text?.text;
};

const readFiring = (file: YamlFile, node: Node, i: number, ids: readonly string[]): readonly ExpectedFiring[] => {
  const what = `fires[${i}]`;
  const fields = readMapping(file, node, what, { required: ['rule', 'severity'], optional: ['count'] });
  const rule = fields?.rule && readRuleId(file, fields.rule, what, ids);
  const severity = fields?.severity && readWord(file, fields.severity, `${what} severity`, severities);
  const count = fields?.count && readCount(file, fields.count, `${what} count`);
  return rule && severity ? [{ rule, severity, ...(count === undefined ? {} : { count }) }] : [];
};

const reportRepeated = (file: YamlFile, nodes: readonly Node[], fires: readonly ExpectedFiring[]): void => {
  if (fires.length !== nodes.length) return;
  for (const [i, { rule, severity }] of fires.entries()) {
    const first = fires.findIndex((other) => other.rule === rule && other.severity === severity);
    const node = nodes[i];
    if (first < i && node) reportAt(file, node, `fires[${i}]: ${rule} ${severity} stands twice; use count`);
  }
};

/** Reads an expect.yaml against the known rules. */
export const parseExpectations = (source: RuleFile, rules: readonly Rule[]): ParsedExpectations => {
  const file = readYaml(source);
  const ids = rules.map(({ id }) => id);
  const fields =
    file.root && readMapping(file, file.root, 'expect', { required: ['fires'], optional: ['unknown', 'because'] });
  const firing = (fields?.fires && readItems(file, fields.fires, 'fires')) ?? [];
  const fires = firing.flatMap((node, i) => readFiring(file, node, i, ids));
  reportRepeated(file, firing, fires);
  const unknown =
    fields?.unknown &&
    (readItems(file, fields.unknown, 'unknown') ?? []).flatMap(
      (node, i) => readRuleId(file, node, `unknown[${i}]`, ids) ?? [],
    );
  const because = fields?.because && readText(file, fields.because, 'because')?.text;
  if (file.found.diagnostics.length > 0) return { diagnostics: sortDiagnostics(file.found.diagnostics) };
  return { expectations: { fires, ...(unknown ? { unknown } : {}), ...(because ? { because } : {}) } };
};
