import type { Node } from 'yaml';
import { isDay } from '../model/day.ts';
import type { Rule } from '../model/rule.ts';
import type { Acceptance } from './acceptance.ts';
import { type Diagnostic, type RuleFile, sortDiagnostics } from './diagnostic.ts';
import { suggestion } from './suggestion.ts';
import { readItems, readMapping, readText, readYaml, type YamlFile } from './yaml/read.ts';

export type ParsedBaseline =
  | { readonly acceptances: readonly Acceptance[] }
  | { readonly diagnostics: readonly Diagnostic[] };

const readAcceptance = (file: YamlFile, node: Node, i: number, ids: readonly string[]): Acceptance | undefined => {
  const what = `accepted[${i}]`;
  const fields = readMapping(file, node, what, {
    required: ['fingerprint', 'rule', 'reason', 'expires'],
    optional: [],
  });
  const fingerprint = fields?.fingerprint && readText(file, fields.fingerprint, `${what} fingerprint`);
  if (fingerprint && !/^[0-9a-f]{64}$/.test(fingerprint.text)) {
    fingerprint.report(`${what} fingerprint: expected the 64 hexadecimal digits of a finding's fingerprint (-o json)`);
  }
  const rule = fields?.rule && readText(file, fields.rule, `${what} rule`);
  if (rule && !rule.text.startsWith('local/') && !ids.includes(rule.text)) {
    rule.report(`${what} rule: unknown rule ${rule.text}${suggestion(rule.text, ids)}`);
  }
  const reason = fields?.reason && readText(file, fields.reason, `${what} reason`);
  const expires = fields?.expires && readText(file, fields.expires, `${what} expires`);
  if (expires && !isDay(expires.text)) expires.report(`${what} expires: expected a day, for example 2026-12-31`);
  return fingerprint && rule && reason && expires
    ? { fingerprint: fingerprint.text, rule: rule.text, reason: reason.text, expires: expires.text }
    : undefined;
};

/** Reads a baseline file; every mistake is listed, with its place. */
export const parseBaseline = (source: RuleFile, rules: readonly Rule[]): ParsedBaseline => {
  const file = readYaml(source);
  const fields = file.root && readMapping(file, file.root, 'baseline', { required: ['accepted'], optional: [] });
  const items = (fields?.accepted && readItems(file, fields.accepted, 'accepted')) ?? [];
  const ids = rules.map(({ id }) => id);
  const acceptances = items.flatMap((node, i) => readAcceptance(file, node, i, ids) ?? []);
  if (file.found.diagnostics.length > 0) return { diagnostics: sortDiagnostics(file.found.diagnostics) };
  return { acceptances };
};
