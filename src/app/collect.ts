import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openCapture } from '../capture/writer.ts';
import { probes } from '../generated/probe.ts';
import type { Allowance, Collected, JournalEntry } from '../model/capture.ts';
import { RequestError } from '../model/exit-code.ts';
import { ClusterError } from '../model/pod-api.ts';
import type { AllowanceQuestion, ProbeContext } from '../model/probe.ts';
import type { Subject } from '../model/subject.ts';
import type { LiveTarget } from '../model/target.ts';
import { hintsAtVirtualThreads } from '../probe/dump-to-file/hint.ts';
import { climb } from '../probe/ladder/climb.ts';
import { collectDumps } from '../probe/ladder/dumps.ts';
import { localTransport } from '../transport/local.ts';
import { addRefused, failedArtifact, type Writer } from './examine.ts';
import { type ClusterScope, type Found, findPatients, type Patient, type Unreached } from './patients.ts';
import type { Progress } from './progress.ts';
import { tool } from './tool.ts';

export type CollectOptions = {
  readonly dumps: number;
  readonly intervalMs: number;
  readonly allow: ReadonlySet<Allowance>;
  readonly maxPauseMs: number;
  readonly ask?: (question: AllowanceQuestion) => Promise<boolean>;
  readonly cluster: ClusterScope;
  readonly signal: AbortSignal;
  readonly progress: Progress;
};

const subjectOf = ({ jvm, target, execs, workload = jvm.mainClass }: Patient, index: number): Subject => ({
  id: `jvm-${index + 1}`,
  kind: 'jvm',
  // Replicas run the same class: in a cluster it is the pod that tells them apart.
  name: execs === undefined ? (jvm.mainClass ?? target) : target,
  target,
  pid: jvm.identity.pid,
  ...(jvm.startedAtMs === undefined ? {} : { startedAtMs: jvm.startedAtMs }),
  ...(jvm.version === undefined ? {} : { version: jvm.version }),
  ...(jvm.mainClass === undefined ? {} : { mainClass: jvm.mainClass }),
  ...(workload === undefined ? {} : { workload }),
});

/** A list of virtual threads taken beside a dump is not one of the dumps that were asked for. */
const isBeside = ({ how }: Collected): boolean => how === 'dump-to-file';
const isDump = (collected: Collected): boolean => collected.kind === 'thread-dump' && !isBeside(collected);

/** Collects everything of one JVM into the capture: counters first, then dumps with a /proc reading beside each. */
const collectOne = async (
  patient: Patient,
  subject: Subject,
  writer: Writer,
  options: CollectOptions,
): Promise<void> => {
  await writer.addSubject(subject);
  const context: ProbeContext = {
    transport: patient.transport,
    subject: subject.id,
    identity: patient.jvm.identity,
    allow: options.allow,
    maxPauseMs: options.maxPauseMs,
    ...(options.ask === undefined ? {} : { ask: options.ask }),
    signal: options.signal,
    now: Date.now,
  };
  const [perfData, threadDump, virtualThreads, processProbe, log] = await Promise.all([
    probes['perf-data'](),
    probes['thread-dump'](),
    probes['virtual-threads'](),
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
    beside: { probe: virtualThreads, wanted: hintsAtVirtualThreads },
    onCollected: async (collected) => {
      if (isDump(collected)) taken++;
      options.progress.step(`${subject.target}: ${taken} of ${options.dumps} thread dumps`);
      await writer.addArtifact(subject.id, collected);
    },
  });
  await writer.addRungs(subject.id, result.attempts);
  await writer.addJournal(result.journal);
  for (const kind of ['thread-dump', 'process'] as const) {
    const had = result.collected.filter((one) => one.kind === kind && !isBeside(one)).length;
    if (had >= options.dumps) continue;
    // Why stands in the rungs, once.
    const missing = `${had} of ${options.dumps} were had`;
    await writer.addArtifact(subject.id, failedArtifact(kind, missing, Date.now()));
  }
};

/** The commands run in a container: the cluster's audit log has each of them, too. */
const execJournal = (patient: Patient, subject: string): readonly JournalEntry[] =>
  (patient.execs?.() ?? []).map(({ startedAtMs, argv, outcome, durationMs }) => ({
    at: new Date(startedAtMs).toISOString(),
    subject,
    action: `exec ${argv.join(' ')}`,
    outcome,
    durationMs,
    cost: 'none',
    leaves: 'nothing',
  }));

const addUnreached = async (unreached: Unreached, index: number, writer: Writer): Promise<void> => {
  const { name, target, reason } = unreached;
  const subject: Subject = { id: `pod-${index + 1}`, kind: 'pod', name, target };
  await writer.addSubject(subject);
  await writer.addArtifact(subject.id, failedArtifact('thread-dump', reason, Date.now()));
};

/** Nothing can be examined: why, for each place. */
const nothingFound = (unreached: readonly Unreached[]): Error => {
  const message = unreached.map(({ target, reason }) => `${target}: ${reason}`).join('\n');
  return unreached.every(({ noJvm }) => noJvm)
    ? new RequestError('not-a-jvm', message)
    : new ClusterError('failed', message);
};

/**
 * Takes evidence from running JVMs into a new capture in `folder`. Throws RequestError when no target is a JVM,
 * ClusterError when nothing at all could be reached; what else could not be had, of a target that is no JVM too, is
 * recorded in the capture. Interrupted, the capture stays readable and says it is incomplete.
 */
export const collect = async (
  targets: readonly LiveTarget[],
  folder: string,
  options: CollectOptions,
): Promise<void> => {
  options.progress.step('looking for JVMs');
  const found = await findPatients(targets, localTransport(), options.cluster, options.signal);
  try {
    if (found.patients.length === 0 && found.unreached.length > 0) throw nothingFound(found.unreached);
    await collectAll(found, folder, options);
  } finally {
    for (const { close } of found.patients) close?.();
  }
};

const collectAll = async (
  { patients, unreached, refused }: Found,
  folder: string,
  options: CollectOptions,
): Promise<void> => {
  const writer = await openCapture(folder, {
    tool,
    startedAt: new Date().toISOString(),
    ...(options.allow.size === 0 ? {} : { allowed: [...options.allow] }),
  });
  let complete = false;
  try {
    const subjects = patients.map((patient, index) => ({ patient, subject: subjectOf(patient, index) }));
    for (const [index, place] of unreached.entries()) await addUnreached(place, index, writer);
    await Promise.all(
      subjects.map(async ({ patient, subject }) => {
        await collectOne(patient, subject, writer, options);
        await writer.addJournal(execJournal(patient, subject.id));
      }),
    );
    for (const [index, { target, error }] of refused.entries()) {
      await addRefused(writer, target, patients.length + index, error);
    }
    options.signal.throwIfAborted();
    complete = true;
  } finally {
    await writer.close({ endedAt: new Date().toISOString(), complete });
  }
};

/** collect(), and on failure says where what was had so far lies. A folder of `own` choice is never removed. */
export const collectInto = async (
  targets: readonly LiveTarget[],
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
