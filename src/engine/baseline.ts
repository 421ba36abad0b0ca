import type { Node } from 'yaml';
import { isDay } from '../model/day.ts';
import type { Finding } from '../model/finding.ts';
import type { Rule } from '../model/rule.ts';
import { type Diagnostic, type RuleFile, sortDiagnostics } from './diagnostic.ts';
import { suggestion } from './suggestion.ts';
import { readItems, readMapping, readText, readYaml, type YamlFile } from './yaml/read.ts';

/** A finding a team knows of and lives with, until a day. */
export type Acceptance = {
  readonly fingerprint: string;
  readonly rule: string;
  readonly reason: string;
  /** `2026-12-31`: the last day on which it counts, in UTC. */
  readonly expires: string;
};

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

/** Marks the findings a baseline names. `today` is a day in UTC; after the last day a finding counts again, and says so. */
export const withBaseline = (
  findings: readonly Finding[],
  acceptances: readonly Acceptance[],
  today: string,
): readonly Finding[] => {
  const known = new Map(acceptances.map((one) => [`${one.rule} ${one.fingerprint}`, one]));
  return findings.map((finding) => {
    const acceptance = known.get(`${finding.ruleId} ${finding.fingerprint}`);
    if (acceptance === undefined) return finding;
    const { reason, expires } = acceptance;
    return { ...finding, baseline: { status: expires < today ? 'expired' : 'accepted', reason, expires } };
  });
};

/** Accepted findings are shown and decide nothing. */
export const isAccepted = ({ baseline }: Finding): boolean => baseline?.status === 'accepted';

/**
 * The acceptances of a new baseline: those there were, and every finding that counts, with this reason and last day. An expired one is
 * accepted anew.
 */
export const acceptAll = (
  before: readonly Acceptance[],
  findings: readonly Finding[],
  { reason, expires }: { readonly reason: string; readonly expires: string },
): readonly Acceptance[] => {
  const fresh = new Map<string, Acceptance>();
  for (const finding of findings) {
    if (isAccepted(finding)) continue;
    const { fingerprint, ruleId: rule } = finding;
    fresh.set(`${rule} ${fingerprint}`, { fingerprint, rule, reason, expires });
  }
  const kept = before.filter((one) => !fresh.has(`${one.rule} ${one.fingerprint}`));
  return [...kept, ...fresh.values()].sort((a, b) =>
    a.rule === b.rule ? (a.fingerprint < b.fingerprint ? -1 : 1) : a.rule < b.rule ? -1 : 1,
  );
};
