import { type Acceptance, isAccepted, withBaseline } from '../engine/acceptance.ts';
import { evaluate } from '../engine/evaluate.ts';
import { compareFindings } from '../engine/finding-order.ts';
import { incidentsOf } from '../engine/incident.ts';
import { namespaces } from '../generated/facts.ts';
import { views as plugs } from '../generated/view.ts';
import type { Artifact } from '../model/capture.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Finding } from '../model/finding.ts';
import type { Notice, Report } from '../model/report.ts';
import type { Rule } from '../model/rule.ts';
import type { Subject } from '../model/subject.ts';
import type { Severity } from '../model/verdict.ts';
import type { View, ViewEntry, ViewName } from '../model/view.ts';
import { conclude } from './conclude.ts';
import type { Input } from './input.ts';
import { describeLife, evidenceOf, type Life, type Told } from './lives.ts';
import { withReplicas } from './replicas.ts';
import { rulesFor } from './rules-for.ts';
import { tool } from './tool.ts';

export type JudgeOptions = {
  readonly rules: readonly Rule[];
  readonly lang: 'en' | 'ko';
  readonly failOn: Severity | 'never';
  readonly told?: Told;
  /** What the report shows of the evidence itself. */
  readonly views: readonly ViewName[];
  readonly signal: AbortSignal;
  /** Findings that are known and accepted. */
  readonly acceptances?: readonly Acceptance[];
  /** What the reader must know of how the rules were chosen. */
  readonly notices?: readonly Notice[];
};

/** What was read of one input. */
export type Reading = {
  readonly input: Input;
  readonly lives: readonly Life[];
  readonly artifacts: readonly Artifact[];
};

/** The ways that were tried for an artifact, with what came in between. */
const reasonsFor = ({ input }: Reading, { kind, subject }: Artifact): string => {
  const reasons = input.rungs
    .filter((rung) => rung.probe === kind && rung.subject === subject)
    .filter(({ status }) => status === 'refused' || status === 'failed')
    .map(({ rung, reason }) => `${rung}: ${reason ?? 'no reason given'}`);
  return reasons.length === 0 ? '' : `. ${reasons.join('; ')}`;
};

/** A bare file that nobody understood is of no kind: its problem says it all, beginning with its name. */
const inWords = (reading: Reading, artifact: Artifact): string => {
  const { file, kind, how, outcome, problems } = artifact;
  const problem = problems[0] ?? 'no reason given';
  if (how === 'file' && outcome === 'failed') return problem;
  return `${kind} ${file} is ${outcome}: ${problem}${outcome === 'failed' ? reasonsFor(reading, artifact) : ''}`;
};

/** Taken where it is there, never promised: counters can be switched off, a log can go anywhere, few applications tell metrics. */
const bestEffort: readonly string[] = ['perf-data', 'log', 'gc-log', 'metrics'];

/** Things that were asked for or planned and not had, in words. */
const shortfalls = (readings: readonly Reading[]): readonly string[] => [
  ...readings.flatMap(({ input }) => input.incomplete),
  ...readings.flatMap((reading) =>
    reading.artifacts
      .filter(({ outcome, kind }) => outcome !== 'ok' && !bestEffort.includes(kind))
      .map((artifact) => inWords(reading, artifact)),
  ),
];

/** A live target stands in the commands to run next. */
const aimed = (finding: Finding, target: string): Finding => ({
  ...finding,
  next: finding.next.map((text) => text.replace(/\bTARGET\b/, target)),
});

const expiryNotice = ({ ruleId, subject, baseline }: Finding): readonly Notice[] =>
  baseline?.status === 'expired'
    ? [
        {
          code: 'baseline-expired',
          message: `${ruleId} was accepted until ${baseline.expires} (${baseline.reason}): it counts again`,
          subject,
        },
      ]
    : [];

type Judged = {
  readonly subject: Subject;
  readonly input: Input;
  readonly files: ReadonlySet<string>;
  readonly result: ReturnType<typeof evaluate>;
  readonly views: ReadonlyMap<ViewName, readonly ViewEntry[]>;
};

/** Every artifact once, under the first subject it says something of: a file can hold dumps of several JVMs. */
const artifactsOf = ({ input, artifacts }: Reading, judged: readonly Judged[]): readonly Artifact[] =>
  artifacts.map((artifact) => {
    const owner = judged.find((one) => one.input === input && one.files.has(artifact.file));
    return owner === undefined ? artifact : { ...artifact, subject: owner.subject.id };
  });

/** Ctrl-C is heard between the steps: each takes some tens of milliseconds on thousands of threads. */
const breathe = async (signal: AbortSignal): Promise<void> => {
  await new Promise(setImmediate);
  signal.throwIfAborted();
};

const subjectOf = ({ input, lives }: Reading, life: Life, count: number): Subject => {
  const given = input.subjects.find(({ id }) => id === life.subject);
  const nth = lives.filter((other) => other.subject === life.subject).indexOf(life);
  const described = describeLife(life, given, count, input.target);
  return nth > 0 && given !== undefined ? { ...described, id: `${given.id}-life-${nth + 1}` } : described;
};

const shown = (options: JudgeOptions): readonly View[] => plugs.filter(({ name }) => options.views.includes(name));

/** One life with its evidence and its name, before any judgement. */
type Candidate = {
  readonly input: Input;
  readonly life: Life;
  readonly subject: Subject;
  readonly evidence: Evidence;
};

const candidatesOf = async (readings: readonly Reading[], options: JudgeOptions): Promise<readonly Candidate[]> => {
  const candidates: Candidate[] = [];
  for (const reading of readings) {
    for (const life of reading.lives) {
      const subject = subjectOf(reading, life, candidates.length);
      candidates.push({ input: reading.input, life, subject, evidence: evidenceOf(life, options.told) });
      await breathe(options.signal);
    }
  }
  return withReplicas(candidates);
};

const judgeLife = async ({ input, life, subject, evidence }: Candidate, options: JudgeOptions): Promise<Judged> => {
  const result = evaluate(rulesFor(options.rules, evidence), namespaces, evidence, subject, { lang: options.lang });
  await breathe(options.signal);
  const views = new Map<ViewName, readonly ViewEntry[]>();
  for (const { name, entries } of shown(options)) {
    views.set(name, entries(evidence, subject.id));
    await breathe(options.signal);
  }
  const findings = input.live ? result.findings.map((finding) => aimed(finding, subject.target)) : result.findings;
  return { subject, result: { ...result, findings }, views, input, files: life.files };
};

/** Evaluates the rules on every JVM life and puts the report together. Pure but for the tool's own version. */
export const judge = async (
  readings: readonly Reading[],
  options: JudgeOptions,
  startedAt: string,
): Promise<Report> => {
  const judged: Judged[] = [];
  for (const candidate of await candidatesOf(readings, options)) judged.push(await judgeLife(candidate, options));
  const found = judged.flatMap(({ result }) => result.findings).sort(compareFindings);
  const findings = withBaseline(found, options.acceptances ?? [], startedAt.slice(0, 10));
  const subjects = judged.map(({ subject }) => subject);
  const missing = shortfalls(readings);
  const notices: readonly Notice[] = [
    ...(options.notices ?? []),
    ...findings.flatMap(expiryNotice),
    ...readings.flatMap(({ input }) => input.notices),
    ...missing.map((message) => ({ code: 'incomplete', message })),
    ...judged.flatMap(({ result }) => result.notices),
  ];
  return {
    schemaVersion: 1,
    kind: 'report',
    tool,
    startedAt,
    ...conclude(findings, missing.length > 0, options.failOn),
    failOn: options.failOn,
    subjects,
    artifacts: readings.flatMap((reading) => artifactsOf(reading, judged)),
    views: Object.fromEntries(
      shown(options).map(({ name }) => [name, judged.flatMap(({ views }) => views.get(name) ?? [])]),
    ),
    findings,
    incidents: incidentsOf(
      findings.filter((finding) => !isAccepted(finding)),
      options.rules,
      subjects,
    ),
    verdicts: judged.flatMap(({ result }) => result.verdicts),
    notices,
    rungs: readings.flatMap(({ input }) => input.rungs),
  };
};
