import { readFile, writeFile } from 'node:fs/promises';
import { type Acceptance, acceptAll, withBaseline } from '../engine/acceptance.ts';
import { dayAfter } from '../model/day.ts';
import { RequestError } from '../model/exit-code.ts';
import type { Report } from '../model/report.ts';
import type { Severity } from '../model/verdict.ts';
import { conclude } from './conclude.ts';
import { systemFailure } from './system-error.ts';

const read = async (file: string): Promise<readonly Acceptance[] | undefined> => {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new RequestError('bad-baseline', `the baseline ${file} cannot be read: ${error.message}`);
  });
  if (text === undefined) return undefined;
  // A reader of YAML and all rules: most runs have no baseline.
  const { parseBaseline } = await import('../engine/baseline.ts');
  const { builtInRules } = await import('../generated/rules.ts');
  const parsed = parseBaseline({ file, text }, builtInRules);
  if ('acceptances' in parsed) return parsed.acceptances;
  const { renderDiagnostic } = await import('../engine/diagnostic.ts');
  const lines = parsed.diagnostics.map(renderDiagnostic).join('\n');
  throw new RequestError('bad-baseline', `${file}: ${parsed.diagnostics.length} mistake(s)\n${lines}`);
};

/** The acceptances of a file. Throws RequestError when there is no such file, or with every mistake in it. */
export const readBaseline = async (file: string): Promise<readonly Acceptance[]> => {
  const acceptances = await read(file);
  if (acceptances !== undefined) return acceptances;
  throw new RequestError('not-found', `--baseline ${file}: no such file`, [
    `--write-baseline ${file} --reason "..." makes one of what is found now`,
  ]);
};

const quoted = (text: string): string => JSON.stringify(text);

const textOf = (acceptances: readonly Acceptance[]): string =>
  [
    '# Findings of jdiag that are known and accepted until the day they expire. Use: jdiag ... --baseline THIS-FILE',
    acceptances.length === 0 ? 'accepted: []' : 'accepted:',
    ...acceptances.flatMap(({ fingerprint, rule, reason, expires }) => [
      `  - rule: ${rule}`,
      `    fingerprint: ${quoted(fingerprint)}`,
      `    reason: ${quoted(reason)}`,
      `    expires: ${quoted(expires)}`,
    ]),
    '',
  ].join('\n');

/** What the flags about baselines parse to. */
export type BaselineFlags = {
  readonly baseline?: string | undefined;
  readonly 'write-baseline'?: string | undefined;
  readonly reason?: string | undefined;
  readonly expires?: string | undefined;
};

/** A date that is far enough to cure it, near enough to be asked again. */
const defaultDays = 90;

/** The findings a run accepts. A file that is to be written counts too, when it is there. */
export const acceptancesFor = async (flags: BaselineFlags): Promise<readonly Acceptance[]> => {
  const target = flags['write-baseline'];
  return [
    ...(flags.baseline === undefined ? [] : await readBaseline(flags.baseline)),
    ...(target === undefined || target === flags.baseline ? [] : ((await read(target)) ?? [])),
  ];
};

/**
 * Writes the file anew with every finding of the report that counts, and answers the report as the new file makes it. Throws RequestError
 * where the file cannot be written.
 */
export const writeBaseline = async (
  flags: BaselineFlags & { readonly 'fail-on': Severity | 'never' },
  report: Report,
): Promise<Report> => {
  const file = flags['write-baseline'];
  if (file === undefined) return report;
  const entry = { reason: flags.reason ?? '', expires: flags.expires ?? dayAfter(Date.now(), defaultDays) };
  const acceptances = acceptAll((await read(file)) ?? [], report.findings, entry);
  await writeFile(file, textOf(acceptances)).catch((error: unknown) => {
    const failure = systemFailure(error, file);
    if (failure === undefined) throw error;
    throw new RequestError('unwritable', `the baseline ${file} cannot be written: ${failure.reason}`);
  });
  const findings = withBaseline(report.findings, acceptances, report.startedAt.slice(0, 10));
  const isIncomplete = report.notices.some(({ code }) => code === 'incomplete');
  const notices = report.notices.filter(({ code }) => code !== 'baseline-expired');
  // Every finding that counted is accepted now: nothing is left to be told as a story.
  return { ...report, findings, incidents: [], notices, ...conclude(findings, isIncomplete, flags['fail-on']) };
};
