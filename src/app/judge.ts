import { evaluate } from '../engine/evaluate.ts';
import { compareFindings } from '../engine/finding-order.ts';
import { threadsViews } from '../facts/thread/view.ts';
import { namespaces } from '../generated/facts.ts';
import type { Artifact } from '../model/capture.ts';
import { exitCode } from '../model/exit-code.ts';
import type { Finding } from '../model/finding.ts';
import type { Notice, Report } from '../model/report.ts';
import type { Rule } from '../model/rule.ts';
import { type Severity, severities } from '../model/verdict.ts';
import type { Input } from './input.ts';
import { describeLife, evidenceOf, type Life } from './lives.ts';
import { tool } from './tool.ts';

export type JudgeOptions = {
  readonly rules: readonly Rule[];
  readonly lang: 'en' | 'ko';
  readonly failOn: Severity | 'never';
  readonly appPackages?: readonly string[];
  /** With the view of the threads first. */
  readonly view: boolean;
};

/** What was read of one input. */
export type Reading = {
  readonly input: Input;
  readonly lives: readonly Life[];
  readonly artifacts: readonly Artifact[];
};

const atLeast = (finding: Finding, floor: Severity | 'never'): boolean =>
  floor !== 'never' && severities.indexOf(finding.severity) <= severities.indexOf(floor);

/** Things that were asked for or planned and not had, in words. */
const shortfalls = (readings: readonly Reading[]): readonly string[] => [
  ...readings.flatMap(({ input }) => input.incomplete),
  ...readings
    .flatMap(({ artifacts }) => artifacts)
    .filter(({ outcome, kind }) => outcome === 'partial' || (outcome === 'failed' && kind !== 'perf-data'))
    .map(({ file, kind, outcome, problems }) => `${kind} ${file} is ${outcome}: ${problems[0] ?? 'no reason given'}`),
];

/** A live target stands in the commands to run next. */
const aimed = (finding: Finding, target: string): Finding => ({
  ...finding,
  next: finding.next.map((text) => text.replace(/\bTARGET\b/, target)),
});

/** Evaluates the rules on every JVM life and puts the report together. Pure but for the tool's own version. */
export const judge = (readings: readonly Reading[], options: JudgeOptions, startedAt: string): Report => {
  let count = 0;
  const judged = readings.flatMap(({ input, lives, artifacts }) =>
    lives.map((life) => {
      const given = input.subjects.find(({ id }) => id === life.subject);
      const siblings = lives.filter((other) => other.subject === life.subject);
      const nth = siblings.indexOf(life);
      const described = describeLife(life, given, count++, input.target);
      const subject = nth > 0 && given !== undefined ? { ...described, id: `${given.id}-life-${nth + 1}` } : described;
      const evidence = evidenceOf(life, options.appPackages);
      const result = evaluate(options.rules, namespaces, evidence, subject, { lang: options.lang });
      return {
        subject,
        result: {
          ...result,
          findings: input.live ? result.findings.map((finding) => aimed(finding, subject.target)) : result.findings,
        },
        views: options.view ? threadsViews(evidence, subject.id) : [],
        artifacts: artifacts
          .filter((artifact) => life.files.has(artifact.file))
          .map((artifact) => ({ ...artifact, subject: subject.id })),
      };
    }),
  );
  const findings = judged.flatMap(({ result }) => result.findings).sort(compareFindings);
  const missing = shortfalls(readings);
  const notices: readonly Notice[] = [
    ...readings.flatMap(({ input }) => input.notices),
    ...missing.map((message) => ({ code: 'incomplete', message })),
    ...judged.flatMap(({ result }) => result.notices),
  ];
  const code = findings.some((finding) => atLeast(finding, options.failOn))
    ? exitCode.finding
    : missing.length > 0
      ? exitCode.incomplete
      : exitCode.ok;
  return {
    schemaVersion: 1,
    kind: 'report',
    tool,
    startedAt,
    verdict: findings[0]?.severity ?? (missing.length > 0 ? 'incomplete' : 'clear'),
    exitCode: code,
    subjects: judged.map(({ subject }) => subject),
    artifacts: judged.flatMap(({ artifacts }) => artifacts),
    views: options.view ? { threads: judged.flatMap(({ views }) => views) } : {},
    findings,
    verdicts: judged.flatMap(({ result }) => result.verdicts),
    notices,
    rungs: readings.flatMap(({ input }) => input.rungs),
  };
};
