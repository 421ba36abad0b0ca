import type { Node } from 'yaml';
import type { FactNamespace } from '../../model/fact.ts';
import type { Level } from '../../model/rule.ts';
import { severities, type VerdictStatus } from '../../model/verdict.ts';
import { kindsOf } from '../load/parts.ts';
import {
  readCount,
  readItems,
  readMapping,
  readText,
  readTexts,
  readWord,
  reportAt,
  type YamlFile,
} from '../yaml/read.ts';
import type { CaseExpectation, RuleTestCase } from './case.ts';
import { readFacts } from './given-facts.ts';

const statuses: readonly VerdictStatus[] = ['fired', 'clear', 'not-applicable', 'unknown'];
const readExpect = (file: YamlFile, node: Node, levels: readonly Level[] | undefined): CaseExpectation | undefined => {
  const fields = readMapping(file, node, 'expect', { required: ['status'], optional: ['severity', 'count', 'text'] });
  const status = fields?.status && readWord(file, fields.status, 'expect status', statuses);
  if (!fields || !status) return undefined;
  if (status !== 'fired') {
    for (const extra of [fields.severity, fields.count, fields.text]) {
      if (extra) reportAt(file, extra, `expect: only a fired rule has this, not one that is ${status}`);
    }
  }
  const severity = fields.severity && readWord(file, fields.severity, 'expect severity', severities);
  if (severity && fields.severity && levels && !levels.some((level) => level.severity === severity)) {
    reportAt(file, fields.severity, `expect severity: the rule has no level ${severity}`);
  }
  const count = fields.count && readCount(file, fields.count, 'expect count');
  const text = fields.text && readTexts(file, fields.text, 'expect text');
  return {
    status,
    ...(severity ? { severity } : {}),
    ...(count === undefined ? {} : { count }),
    ...(text ? { text: text.map(({ text: wanted }) => wanted) } : {}),
  };
};

/** One case; undefined when it has no name or expects nothing. `levels`: those of the rule, when it could be loaded. */
export const readCase = (
  file: YamlFile,
  node: Node,
  i: number,
  facts: readonly FactNamespace[],
  levels: readonly Level[] | undefined,
): RuleTestCase | undefined => {
  const what = `cases[${i}]`;
  const fields = readMapping(file, node, what, {
    required: ['name', 'expect'],
    optional: ['facts', 'capture', 'without'],
  });
  if (!fields) return undefined;
  if ((fields.facts === undefined) === (fields.capture === undefined)) {
    reportAt(file, node, `${what}: give either facts or a capture`);
  }
  if (fields.without && !fields.capture) reportAt(file, fields.without, `${what}: without needs a capture`);
  const name = fields.name && readText(file, fields.name, `${what} name`)?.text;
  const expect = fields.expect && readExpect(file, fields.expect, levels);
  const without = ((fields.without && readItems(file, fields.without, 'without')) ?? []).flatMap(
    (kind) => readWord(file, kind, 'without', kindsOf(facts)) ?? [],
  );
  const capture = fields.capture && readText(file, fields.capture, 'capture')?.text;
  const given = fields.facts ? readFacts(file, fields.facts, facts) : {};
  if (!name || !expect) return undefined;
  if (capture) return { name, expect, given: { kind: 'capture', capture, without } };
  return { name, expect, given: { kind: 'facts', facts: given } };
};
