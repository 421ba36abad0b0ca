import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openCapture } from '../capture/writer.ts';
import { probes } from '../generated/probe.ts';
import type { Allowance } from '../model/capture.ts';
import type { AllowanceQuestion, ProbeContext } from '../model/probe.ts';
import type { Subject } from '../model/subject.ts';
import { climb } from '../probe/ladder/climb.ts';
import { collectDumps } from '../probe/ladder/dumps.ts';
import type { LocalJvm } from '../target/local-jvms.ts';
import { localTransport } from '../transport/local.ts';
import { addRefused, examined, failedArtifact, type PidTarget, type Writer } from './examine.ts';
import type { Progress } from './progress.ts';
import { tool } from './tool.ts';

export type CollectOptions = {
  readonly dumps: number;
  readonly intervalMs: number;
  readonly allow: ReadonlySet<Allowance>;
  readonly maxPauseMs: number;
  readonly ask?: (question: AllowanceQuestion) => Promise<boolean>;
  readonly signal: AbortSignal;
  readonly progress: Progress;
};

const subjectOf = (jvm: LocalJvm, target: PidTarget, index: number): Subject => ({
  id: `jvm-${index + 1}`,
  kind: 'jvm',
  name: jvm.mainClass ?? target.word,
  target: target.word,
  pid: target.pid,
  ...(jvm.startedAtMs === undefined ? {} : { startedAtMs: jvm.startedAtMs }),
  ...(jvm.version === undefined ? {} : { version: jvm.version }),
  ...(jvm.mainClass === undefined ? {} : { mainClass: jvm.mainClass, workload: jvm.mainClass }),
});

/** Collects everything of one JVM into the capture: counters first, then dumps with a /proc reading beside each. */
const collectOne = async (jvm: LocalJvm, subject: Subject, writer: Writer, options: CollectOptions): Promise<void> => {
  await writer.addSubject(subject);
  const context: ProbeContext = {
    transport: localTransport(),
    subject: subject.id,
    identity: jvm.identity,
    allow: options.allow,
    maxPauseMs: options.maxPauseMs,
    ...(options.ask === undefined ? {} : { ask: options.ask }),
    signal: options.signal,
    now: Date.now,
  };
  const [perfData, threadDump, processProbe, log] = await Promise.all([
    probes['perf-data'](),
    probes['thread-dump'](),
    probes.process(),
    probes.log(),
  ]);
  // Without a question of anybody's: what costs nothing, and is not always there.
  for (const probe of [perfData, log]) {
    const { collected, attempts, journal } = await climb(probe, context);
    if (collected !== undefined) await writer.addArtifact(subject.id, collected);
    await writer.addRungs(subject.id, attempts);
    await writer.addJournal(journal);
  }
  let taken = 0;
  const result = await collectDumps(threadDump, processProbe, context, {
    dumps: options.dumps,
    intervalMs: options.intervalMs,
    onCollected: async (collected) => {
      if (collected.kind === 'thread-dump') taken++;
      options.progress.step(`${subject.target}: ${taken} of ${options.dumps} thread dumps`);
      await writer.addArtifact(subject.id, collected);
    },
  });
  await writer.addRungs(subject.id, result.attempts);
  await writer.addJournal(result.journal);
  for (const kind of ['thread-dump', 'process'] as const) {
    const had = result.collected.filter((collected) => collected.kind === kind).length;
    if (had >= options.dumps) continue;
    // Why stands in the rungs, once.
    const missing = `${had} of ${options.dumps} were had`;
    await writer.addArtifact(subject.id, failedArtifact(kind, missing, Date.now()));
  }
};

/**
 * Takes evidence from running JVMs into a new capture in `folder`. Throws RequestError when no target is a JVM; what
 * could not be had, of a target that is none too, is recorded in the capture. Interrupted, the capture stays readable and says it is incomplete.
 */
export const collect = async (
  targets: readonly PidTarget[],
  folder: string,
  options: CollectOptions,
): Promise<void> => {
  const transport = localTransport();
  const { found, refused } = await examined(transport, targets, options.signal);
  const writer = await openCapture(folder, {
    tool,
    startedAt: new Date().toISOString(),
    ...(options.allow.size === 0 ? {} : { allowed: [...options.allow] }),
  });
  let complete = false;
  try {
    const subjects = found.map(({ jvm, target }, index) => ({ jvm, subject: subjectOf(jvm, target, index) }));
    await Promise.all(subjects.map(({ jvm, subject }) => collectOne(jvm, subject, writer, options)));
    for (const [index, { target, error }] of refused.entries()) {
      await addRefused(writer, target, found.length + index, error);
    }
    options.signal.throwIfAborted();
    complete = true;
  } finally {
    await writer.close({ endedAt: new Date().toISOString(), complete });
  }
};

/** collect(), and on failure says where what was had so far lies. A folder of `own` choice is never removed. */
export const collectInto = async (
  targets: readonly PidTarget[],
  folder: string,
  options: CollectOptions,
  own = false,
): Promise<void> => {
  try {
    await collect(targets, folder, options);
  } catch (error) {
    options.progress.end();
    // A folder without a manifest holds nothing: the request was wrong before anything was collected.
    if (existsSync(join(folder, 'manifest.json'))) options.progress.say(`capture so far: ${folder}`);
    else if (!own) await rm(folder, { recursive: true, force: true });
    throw error;
  }
};
