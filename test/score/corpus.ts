import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Severity } from '../../src/model/verdict.ts';
import { firedIn, isAlarm, judged, scoredRules } from './judged.ts';
import { type Ask, type Item, readCorpus } from './labels.ts';
import { type Fraction, type RuleCounts, tally } from './tally.ts';

export type Disagreement = {
  readonly name: string;
  readonly what: 'miss' | 'false alarm';
  readonly text: string;
  /** Why jdiag and the label differ, from the file of explanations. */
  readonly because?: string;
};

export type KindScore = {
  readonly files: number;
  readonly refused: number;
  /** Sick files the rules of this version should know: so many of them told. */
  readonly recall: Fraction;
  /** Healthy files that could be read: so many with a warning or worse. */
  readonly falseAlarms: Fraction;
  readonly missesUnexplained: number;
};

export type CorpusScore = {
  readonly files: number;
  readonly kinds: ReadonlyMap<string, KindScore>;
  readonly rules: ReadonlyMap<string, RuleCounts>;
  readonly disagreements: readonly Disagreement[];
  readonly alarmsOnHealthy: Readonly<Record<Severity, number>>;
  /** Exit codes other than 0, 1, 2, 3. */
  readonly bugs: readonly string[];
  /** Labels that ask for rules this version does not have, with their files. */
  readonly notYet: ReadonlyMap<string, number>;
  /** Explanations of files that agree. */
  readonly stale: readonly string[];
};

const names = (asked: string, id: string): boolean => (asked.endsWith('/') ? id.startsWith(asked) : id === asked);

/** The rules of this version that an ask names; none: it cannot be asked yet. */
const known = (ask: Extract<Ask, { kind: 'any' }>): readonly string[] =>
  scoredRules.map(({ id }) => id).filter((id) => ask.rules.some((asked) => names(asked, id)));

const emptyKind: KindScore = {
  files: 0,
  refused: 0,
  recall: { k: 0, n: 0 },
  falseAlarms: { k: 0, n: 0 },
  missesUnexplained: 0,
};

const plus = ({ k, n }: Fraction, yes: boolean): Fraction => ({ k: k + (yes ? 1 : 0), n: n + 1 });

const readExplanations = async (path: string): Promise<ReadonlyMap<string, string>> => {
  const read: unknown = parse(await readFile(path, 'utf8')) ?? {};
  return new Map(
    Object.entries(read as Record<string, unknown>).map(([file, because]) => {
      if (typeof because !== 'string' || because.trim().length < 20)
        throw new Error(`${path}: ${file} has no reason: say in a sentence why the label and the rules differ`);
      return [file, because];
    }),
  );
};

/** Runs the rules on every file of the folder and compares with what its label asks. */
export const scoreCorpus = async (folder: string, explanations: string): Promise<CorpusScore> => {
  const reasons = await readExplanations(explanations);
  const { rules, hit, alarm, beside } = tally();
  const kinds = new Map<string, KindScore>();
  const disagreements: Disagreement[] = [];
  const alarmsOnHealthy = { critical: 0, warning: 0, info: 0 };
  const bugs: string[] = [];
  const notYet = new Map<string, number>();
  const items = await readCorpus(folder);

  const differs = (item: Item, what: Disagreement['what'], text: string): boolean => {
    const because = item.files.map((file) => reasons.get(file)).find((reason) => reason !== undefined);
    disagreements.push({ name: item.name, what, text, ...(because === undefined ? {} : { because }) });
    return because !== undefined;
  };

  const scoreItem = async (item: Item): Promise<KindScore> => {
    const before = kinds.get(item.kind) ?? emptyKind;
    const said = await judged(item.files.map((file) => join(folder, file)));
    if (![0, 1, 2, 3].includes(said.exitCode))
      bugs.push(`${item.name}: exit ${said.exitCode}${said.kind === 'refused' ? `, ${said.message}` : ''}`);
    const kind = {
      ...before,
      files: before.files + item.files.length,
      refused: before.refused + (said.kind === 'refused' ? item.files.length : 0),
    };
    const fired = said.kind === 'read' ? firedIn(said.report) : new Map<string, Severity>();
    const alarms = [...fired].filter(([, severity]) => isAlarm(severity));
    const { ask } = item;
    if (ask.kind === 'nothing') return kind;
    if (ask.kind === 'silent') {
      // A file nobody read is silent for the wrong reason.
      if (said.kind === 'refused') return kind;
      for (const { id } of scoredRules)
        alarm(
          id,
          alarms.some(([rule]) => rule === id),
        );
      for (const [rule, severity] of alarms) {
        if (!differs(item, 'false alarm', `${rule} ${severity} on a file labelled ${item.label}`))
          alarmsOnHealthy[severity]++;
      }
      return { ...kind, falseAlarms: plus(kind.falseAlarms, alarms.length > 0) };
    }
    const wanted = known(ask);
    if (wanted.length === 0) {
      notYet.set(item.label, (notYet.get(item.label) ?? 0) + item.files.length);
      return kind;
    }
    const found = ask.level === 'info' ? [...fired] : alarms;
    const told = found.some(([rule]) => wanted.includes(rule));
    if (wanted.length === 1) hit(wanted[0] as string, told);
    for (const [rule] of alarms) if (!wanted.includes(rule)) beside(rule);
    if (told) return { ...kind, recall: plus(kind.recall, true) };
    const instead =
      said.kind === 'refused'
        ? `refused: ${said.message.split('\n', 1)[0]?.replaceAll(`${folder}/`, '')}`
        : [...fired].map(([rule, severity]) => `${rule} ${severity}`).join(', ') || 'nothing fired';
    const explained = differs(item, 'miss', `labelled ${item.label}: ${instead}`);
    return {
      ...kind,
      recall: plus(kind.recall, false),
      missesUnexplained: kind.missesUnexplained + (explained ? 0 : 1),
    };
  };

  for (const item of items) kinds.set(item.kind, await scoreItem(item));
  const differing = new Set(disagreements.map(({ name }) => name));
  return {
    files: items.reduce((sum, { files }) => sum + files.length, 0),
    kinds,
    rules,
    disagreements,
    alarmsOnHealthy,
    bugs,
    notYet,
    stale: items
      .filter(({ name, files }) => files.some((file) => reasons.has(file)) && !differing.has(name))
      .map(({ name }) => name),
  };
};
