import type { Node } from 'yaml';
import type { Rule } from '../model/rule.ts';
import { type Severity, severities } from '../model/verdict.ts';
import { type Diagnostic, type RuleFile, sortDiagnostics } from './diagnostic.ts';
import { suggestion } from './suggestion.ts';
import {
  readEntries,
  readFlag,
  readMapping,
  readNumber,
  readText,
  readTexts,
  readWord,
  readYaml,
  reportAt,
  type YamlFile,
} from './yaml/read.ts';

/** What a file says of one rule: switched off, or other thresholds. */
export type RuleSetting = {
  readonly enabled?: boolean;
  readonly params: Readonly<Record<string, number>>;
  readonly reason?: string;
  /** The file, as people know it. */
  readonly file: string;
};

/** A configuration file. `target` and `context` are the user's alone. */
export type Settings = {
  readonly lang?: 'en' | 'ko';
  readonly failOn?: Severity | 'never';
  readonly appPackages?: readonly string[];
  readonly target?: string;
  readonly context?: string;
  readonly rules: Readonly<Record<string, RuleSetting>>;
};

export type ParsedSettings = { readonly settings: Settings } | { readonly diagnostics: readonly Diagnostic[] };

const shared = ['lang', 'failOn', 'appPackages', 'rules'] as const;
const usersOwn = ['target', 'context'] as const;

const readParams = (file: YamlFile, node: Node, rule: Rule | undefined): Readonly<Record<string, number>> => {
  const params: Record<string, number> = {};
  for (const { key, keyNode, value } of readEntries(file, node, 'params') ?? []) {
    const known = rule === undefined ? undefined : Object.keys(rule.params);
    if (known?.includes(key) === false) {
      reportAt(file, keyNode, `${rule?.id}: unknown param ${key}${suggestion(key, known)}`);
    }
    const number = readNumber(file, value, `param ${key}`);
    if (number !== undefined && number < 0) reportAt(file, value, `param ${key}: expected a number of at least 0`);
    if (number !== undefined) params[key] = number;
  }
  return params;
};

const readRule = (file: YamlFile, id: string, node: Node, rule: Rule | undefined): RuleSetting => {
  const fields = readMapping(file, node, id, { required: [], optional: ['enabled', 'params', 'reason'] });
  const enabled = fields?.enabled && readFlag(file, fields.enabled, `${id} enabled`);
  const reason = fields?.reason && readText(file, fields.reason, `${id} reason`)?.text;
  return {
    ...(enabled === undefined ? {} : { enabled }),
    params: fields?.params === undefined ? {} : readParams(file, fields.params, rule),
    ...(reason === undefined ? {} : { reason }),
    file: file.source.file,
  };
};

const readRules = (file: YamlFile, node: Node, rules: readonly Rule[]): Settings['rules'] => {
  const found: Record<string, RuleSetting> = {};
  const ids = rules.map(({ id }) => id);
  for (const { key, keyNode, value } of readEntries(file, node, 'rules') ?? []) {
    const rule = rules.find(({ id }) => id === key);
    // Own rules are known only where --rules names their folder.
    if (rule === undefined && !key.startsWith('local/')) {
      reportAt(file, keyNode, `rules: unknown rule ${key}${suggestion(key, ids)}`);
    }
    found[key] = readRule(file, key, value, rule);
  }
  return found;
};

/** What a project may not say: whoever clones it would be sent to another JVM or cluster. */
const reportUsersOwn = (file: YamlFile, root: Node): void => {
  for (const { key, keyNode } of readEntries(file, root, 'config') ?? []) {
    if ((usersOwn as readonly string[]).includes(key)) {
      reportAt(file, keyNode, `config: ${key} may not be set by a project; it belongs in your own configuration`);
    }
  }
};

/** Reads a configuration file; every mistake is listed, with its place. */
export const parseSettings = (source: RuleFile, owner: 'project' | 'user', rules: readonly Rule[]): ParsedSettings => {
  const file = readYaml(source);
  const fields =
    file.root && readMapping(file, file.root, 'config', { required: [], optional: [...shared, ...usersOwn] });
  if (file.root && owner === 'project') reportUsersOwn(file, file.root);
  const lang = fields?.lang && readWord(file, fields.lang, 'lang', ['en', 'ko'] as const);
  const failOn = fields?.failOn && readWord(file, fields.failOn, 'failOn', [...severities, 'never'] as const);
  const packages = fields?.appPackages && readTexts(file, fields.appPackages, 'appPackages');
  const target = fields?.target && readText(file, fields.target, 'target')?.text;
  const context = fields?.context && readText(file, fields.context, 'context')?.text;
  const found = fields?.rules === undefined ? {} : readRules(file, fields.rules, rules);
  if (file.found.diagnostics.length > 0) return { diagnostics: sortDiagnostics(file.found.diagnostics) };
  return {
    settings: {
      ...(lang ? { lang } : {}),
      ...(failOn ? { failOn } : {}),
      ...(packages ? { appPackages: packages.map(({ text }) => text) } : {}),
      ...(target ? { target } : {}),
      ...(context ? { context } : {}),
      rules: found,
    },
  };
};

/** The first file decides, what it leaves open the second. Params of one rule are joined one by one. */
export const mergeSettings = (first: Settings, second: Settings): Settings => {
  const rules: Record<string, RuleSetting> = { ...second.rules };
  for (const [id, setting] of Object.entries(first.rules)) {
    const below = second.rules[id];
    rules[id] =
      below === undefined ? setting : { ...below, ...setting, params: { ...below.params, ...setting.params } };
  }
  return { ...second, ...first, rules };
};
