import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { findCaptures } from '../capture/reader.ts';
import { type Acceptance, isAccepted } from '../engine/acceptance.ts';
import { compareExpectations } from '../engine/compare-expectations.ts';
import { renderDiagnostic } from '../engine/diagnostic.ts';
import { type Expectations, parseExpectations } from '../engine/expect.ts';
import { builtInRules } from '../generated/rules.ts';
import { exitCode, RequestError } from '../model/exit-code.ts';
import type { Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import type { Severity } from '../model/verdict.ts';
import { checkedAsGithub, checkedAsJunit } from '../report/text/checked.ts';
import { analyze } from './analyze.ts';
import { readBaseline } from './baseline.ts';
import { atLeast } from './conclude.ts';
import { everyKind } from './lives.ts';
import { openInput } from './open-input.ts';
import type { Progress } from './progress.ts';
import type { DocumentResult } from './publish.ts';

export type CheckOptions = {
  readonly signal: AbortSignal;
  readonly progress: Progress;
  readonly lang: 'en' | 'ko';
  /** A baseline file: what it names may fire where expect.yaml does not expect it. */
  readonly baseline?: string;
  /** What nobody expects counts from this severity on, and a capture needs no expect.yaml. Absent: all of it counts, and it needs one. */
  readonly failOn?: Severity | 'never';
};

/** `differs`: the rules say something else than expect.yaml. `no-expectations`: there is no expect.yaml. */
export type CheckedCapture = {
  readonly path: string;
  readonly status: 'ok' | 'differs' | 'no-expectations';
  readonly differences: readonly string[];
  /** Firings nobody expects that the baseline accepts. */
  readonly accepted?: readonly string[];
  /** Firings nobody expects that are below `--fail-on`. */
  readonly tolerated?: readonly string[];
  /** Not all of its evidence was had or could be read, and no expect.yaml says that this is so. */
  readonly incomplete?: true;
};

const stableRules = builtInRules.filter(({ maturity }) => maturity === 'stable');

/** The expect.yaml of a capture's folder; undefined when there is none. Throws RequestError for one with mistakes. */
export const expectationsOf = async (folder: string): Promise<Expectations | undefined> => {
  const file = join(folder, 'expect.yaml');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const parsed = parseExpectations({ file, text }, builtInRules);
  if ('expectations' in parsed) return parsed.expectations;
  throw new RequestError('bad-expectations', parsed.diagnostics.map(renderDiagnostic).join('\n'));
};

/** How a capture is analysed for its check. */
export const checkAnalysis = { rules: stableRules, failOn: 'never', views: [], wanted: everyKind } as const;

const checkOne = async (
  path: string,
  options: CheckOptions & { readonly acceptances: readonly Acceptance[] },
): Promise<CheckedCapture> => {
  const written = await expectationsOf(path);
  const { failOn } = options;
  const expectations = written ?? (failOn === undefined ? undefined : { fires: [] });
  if (expectations === undefined) {
    return {
      path,
      status: 'no-expectations',
      differences: ['there is no expect.yaml beside its manifest; --fail-on needs none'],
    };
  }
  options.progress.step(`checking ${path}`);
  const input = await openInput({ kind: 'path', word: path, path }, options.signal);
  const report = await analyze([input], { ...options, ...checkAnalysis });
  const checked = checkReport(path, expectations, report, failOn);
  const isIncomplete = written === undefined && report.exitCode === exitCode.incomplete;
  return isIncomplete ? { ...checked, incomplete: true } : checked;
};

/** Compares what was said of a capture with what its expect.yaml says. `failOn`: from where on a firing counts that nobody expects; absent: each does. */
export const checkReport = (
  path: string,
  expectations: Expectations,
  report: Report,
  failOn?: Severity | 'never',
): CheckedCapture => {
  const isExpected = ({ ruleId }: Finding): boolean => expectations.fires.some(({ rule }) => rule === ruleId);
  const accepted = report.findings.filter((finding) => isAccepted(finding) && !isExpected(finding));
  const tolerated = report.findings.filter(
    (finding) =>
      !accepted.includes(finding) && !isExpected(finding) && failOn !== undefined && !atLeast(finding, failOn),
  );
  const findings = report.findings.filter((finding) => !accepted.includes(finding) && !tolerated.includes(finding));
  const { ok, differences } = compareExpectations(expectations, { ...report, findings }, stableRules);
  return {
    path,
    status: ok ? 'ok' : 'differs',
    differences,
    ...(accepted.length === 0 ? {} : { accepted: accepted.map(acceptedText) }),
    ...(tolerated.length === 0 ? {} : { tolerated: tolerated.map(({ ruleId, severity }) => `${ruleId} ${severity}`) }),
  };
};

const acceptedText = ({ ruleId, severity, baseline }: Finding): string =>
  `${ruleId} ${severity} until ${baseline?.expires}: ${baseline?.reason}`;

const captureFolders = async (paths: readonly string[]): Promise<readonly string[]> => {
  const folders = [];
  for (const path of paths) {
    const entry = await stat(path).catch(() => {
      throw new RequestError('not-found', `${path}: no such file or directory`);
    });
    if (entry.isFile()) {
      throw new RequestError('no-captures', `${path} is a file: check reads capture folders, an expect.yaml in each`, [
        'unpack an archive first (tar xzf FILE) and write an expect.yaml beside its manifest.json',
        'jdiag analyze reads archives as they are',
      ]);
    }
    const found = entry.isDirectory() ? await findCaptures(path) : [];
    if (found.length === 0) {
      throw new RequestError('no-captures', `${path}: no captures in it`, [
        'a capture is a folder with a manifest.json; jdiag capture TARGET --output-file DIR makes one',
      ]);
    }
    folders.push(...found);
  }
  return folders;
};

const words = { ok: 'ok', differs: 'DIFFERS', 'no-expectations': 'NO EXPECT' } as const;

const lineOf = ({ path, status, differences, accepted = [], tolerated = [], incomplete }: CheckedCapture): string =>
  [
    `${words[status].padEnd(11)}${path}`,
    ...[
      ...differences,
      ...accepted.map((text) => `accepted: ${text}`),
      ...tolerated.map((text) => `below --fail-on: ${text}`),
      ...(incomplete === true ? [`incomplete: what was not had says jdiag analyze ${path}`] : []),
    ].map((line) => `${' '.repeat(13)}${line}`),
  ].join('\n');

/** Runs every stable built-in rule on captures and compares with the expect.yaml beside each manifest. */
export const check = async (paths: readonly string[], options: CheckOptions): Promise<DocumentResult> => {
  const startedAt = new Date().toISOString();
  const captures: CheckedCapture[] = [];
  const acceptances = options.baseline === undefined ? [] : await readBaseline(options.baseline);
  for (const folder of await captureFolders(paths)) captures.push(await checkOne(folder, { ...options, acceptances }));
  const wrong = captures.filter(({ status }) => status !== 'ok');
  const summary = `${captures.length - wrong.length} of ${captures.length} captures as expected`;
  return {
    kind: 'document',
    document: {
      schemaVersion: 1,
      kind: 'check',
      exitCode:
        wrong.length > 0
          ? exitCode.finding
          : captures.some(({ incomplete }) => incomplete)
            ? exitCode.incomplete
            : exitCode.ok,
      captures,
    },
    text: () => `${[...captures.map(lineOf), summary].join('\n')}\n`,
    formats: {
      junit: () => checkedAsJunit(captures, startedAt),
      github: () => checkedAsGithub(captures),
    },
  };
};
