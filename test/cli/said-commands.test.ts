import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../support/cli.ts';

type Manifest = { readonly commands: Readonly<Record<string, { readonly flags: Readonly<Record<string, unknown>> }>> };

const { commands }: Manifest = JSON.parse(readFileSync(join(root, 'oclif.manifest.json'), 'utf8'));
const folder = join(root, 'rules');
const files = readdirSync(folder, { recursive: true })
  .map(String)
  .filter((name) => name.endsWith('.yaml') && !name.endsWith('.test.yaml'));
const ids = new Set(files.map((name) => name.replace(/(?:\.ko)?\.yaml$/, '')));

/** The command lines of a rule's text: an item, a code span, in brackets. In a sentence jdiag is only spoken of. */
const linesIn = (text: string): readonly string[] =>
  text.match(/(?<=^ *- "?|[`("]|&& |\| )jdiag [a-z][^#"`()\n]*/gm) ?? [];

/** The command lines of a Markdown page: its code. */
const linesInCode = (page: string): readonly string[] =>
  (page.match(/```[\s\S]*?```|`[^`\n]+`/g) ?? []).flatMap((code) => code.match(/\bjdiag [a-z][^#`()\n]*/g) ?? []);

const mistakesOf = (line: string): readonly string[] => {
  const [, first = '', second = ''] = line.trim().split(/\s+/);
  const id = `${first}:${second}` in commands ? `${first}:${second}` : first;
  // Of the plug-ins of oclif, which are in no manifest of ours.
  if (first === 'autocomplete' || first === 'help') return [];
  const command = commands[id];
  if (command === undefined) return [`${line}: there is no such command`];
  const flags = (line.match(/--[a-z][a-z0-9-]*/g) ?? []).filter((flag) => !(flag.slice(2) in command.flags));
  const rule = /rules explain ([a-z/-]+)/.exec(line)?.[1];
  return [
    ...flags.map((flag) => `${line}: ${id} has no ${flag}`),
    ...(rule === undefined || ids.has(rule) ? [] : [`${line}: there is no rule ${rule}`]),
  ];
};

describe('what a finding tells to run next can be run', () => {
  test('some are told', () => {
    expect(files.flatMap((name) => linesIn(readFileSync(join(folder, name), 'utf8'))).length).toBeGreaterThan(50);
  });

  test.each(files)('rules/%s', (name) => {
    expect(linesIn(readFileSync(join(folder, name), 'utf8')).flatMap(mistakesOf)).toEqual([]);
  });

  test('in the README', () => {
    expect(linesInCode(readFileSync(join(root, 'README.md'), 'utf8')).flatMap(mistakesOf)).toEqual([]);
  });
});
