import type { Settings } from '../engine/settings.ts';
import { namespaces } from '../generated/facts.ts';
import { ruleTopics } from '../generated/rule-topics.ts';
import { closest } from '../model/closest.ts';
import { RequestError } from '../model/exit-code.ts';
import type { Notice } from '../model/report.ts';
import type { Rule } from '../model/rule.ts';
import { readRuleFolder } from './rule-folder.ts';

export type RuleChoice = {
  /** First words of rule ids: `threads`, `pools`. Absent: all. */
  readonly topics?: readonly string[];
  /** Run only these; an incubating rule runs when named here. */
  readonly ids?: readonly string[];
  /** A folder of own rules. */
  readonly folder?: string;
  /** What the configuration says of rules: thresholds, and those switched off. */
  readonly settings?: Settings['rules'];
};

/** Own rules: `local/<topic>/<noun>` by path. Throws RequestError with every mistake, line and caret. */
const localRules = async (folder: string): Promise<readonly Rule[]> => {
  const { loadRule } = await import('../engine/load.ts');
  const { renderDiagnostic } = await import('../engine/diagnostic.ts');
  const loaded = (await readRuleFolder(folder)).map(({ id, yaml, ko }) =>
    loadRule({
      id: `local/${id}`,
      origin: 'local',
      yaml,
      ...(ko === undefined ? {} : { ko }),
      facts: namespaces,
    }),
  );
  const mistakes = loaded.flatMap((result) => ('rule' in result ? [] : result.diagnostics.map(renderDiagnostic)));
  if (mistakes.length > 0) {
    throw new RequestError('bad-rule', `--rules ${folder}: ${mistakes.length} mistake(s)\n${mistakes.join('\n')}`, [
      `jdiag rules lint ${folder} shows the same`,
    ]);
  }
  return loaded.flatMap((result) => ('rule' in result ? [result.rule] : []));
};

const nearestId = (word: string, ids: readonly string[]): string | undefined => {
  const near = closest(word, ids);
  if (near !== undefined || word.includes('/')) return near;
  // The noun without its topic: "nested" for "pools/nested-acquire".
  const nouns = ids.map((id) => id.slice(id.indexOf('/') + 1));
  const noun = closest(word, nouns);
  return noun === undefined ? undefined : ids[nouns.indexOf(noun)];
};

const unknownRule = (id: string, rules: readonly Rule[]): RequestError => {
  const near = nearestId(
    id,
    rules.map((rule) => rule.id),
  );
  return new RequestError('unknown-rule', `there is no rule "${id}"`, [
    ...(near === undefined ? [] : [`did you mean ${near}?`]),
    'jdiag rules list shows them all',
  ]);
};

/** The rule of that id. Throws RequestError with the nearest name. */
export const ruleById = (id: string, rules: readonly Rule[]): Rule => {
  const rule = rules.find((candidate) => candidate.id === id);
  if (rule === undefined) throw unknownRule(id, rules);
  return rule;
};

const topicOf = (rule: Rule): string => rule.id.replace(/^local\//, '').split('/', 1)[0] ?? '';

/** The built-in rules of the topics, of all when absent: the others are not loaded. */
const builtInRules = async (topics: readonly string[] | undefined): Promise<readonly Rule[]> => {
  const wanted = Object.entries(ruleTopics).filter(([topic]) => topics?.includes(topic) ?? true);
  return (await Promise.all(wanted.map(([, load]) => load()))).flat();
};

const chosen = async (choice: RuleChoice): Promise<readonly Rule[]> => {
  const named = choice.ids !== undefined && choice.ids.length > 0;
  const builtIn = await builtInRules(named ? undefined : choice.topics);
  const all = choice.folder === undefined ? builtIn : [...builtIn, ...(await localRules(choice.folder))];
  if (named) return choice.ids.map((id) => ruleById(id, all));
  return all.filter(
    (rule) => rule.maturity === 'stable' && (choice.topics === undefined || choice.topics.includes(topicOf(rule))),
  );
};

/** The rules a run evaluates, and what the configuration changed about them. */
export const selectRules = async (
  choice: RuleChoice,
): Promise<{ readonly rules: readonly Rule[]; readonly notices: readonly Notice[] }> => {
  const rules = await chosen(choice);
  const { settings } = choice;
  if (settings === undefined || Object.keys(settings).length === 0) return { rules, notices: [] };
  const { tuneRules } = await import('../engine/tune.ts');
  return tuneRules(rules, settings, choice.ids ?? []);
};
