import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Capture } from '../capture/reader.ts';
import { openCapture } from '../capture/writer.ts';
import type { JournalEntry, Manifest } from '../model/capture.ts';
import type { Subject } from '../model/subject.ts';
import type { LiveTarget } from '../model/target.ts';
import { localTransport } from '../transport/local.ts';
import { chooseSubjects, type Seen } from './collect/chosen.ts';
import type { CollectOptions, Step } from './collect/context.ts';
import { takeCounters } from './collect/counters.ts';
import { takeDumps } from './collect/dumps.ts';
import { guarded } from './collect/guarded.ts';
import { takeHistograms } from './collect/histograms.ts';
import { addLoads } from './collect/load.ts';
import { takeFirst, takeLast, takeOnce } from './collect/once.ts';
import { takePod } from './collect/pod.ts';
import { takeProcess } from './collect/survey.ts';
import { addRefused } from './examine.ts';
import { inParallel } from './in-parallel.ts';
import { defaultParallel, type Found, findPatients, type Patient } from './patients.ts';
import { tool } from './tool.ts';
import { addUnreached, nothingFound } from './unreached.ts';

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

const inOrder =
  (...steps: readonly Step[]): Step =>
  async (context) => {
    for (const step of steps) await guarded(step)(context);
  };

/** The first screen: what the cluster says, which is there when the JVM is gone, and beside it what costs nothing. */
const survey: Step = async (context) => {
  await Promise.all([takePod, takeProcess, takeFirst].map((step) => guarded(step)(context)));
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

/**
 * Takes evidence from running JVMs into a new capture in `folder`. Throws RequestError when no target is a JVM,
 * ClusterError when nothing at all could be reached; what else could not be had, of a target that is no JVM too, is
 * recorded in the capture. Interrupted, the capture stays readable and says it is incomplete.
 */
export const collect = async (
  targets: readonly LiveTarget[],
  folder: string,
  options: CollectOptions,
): Promise<Capture> => {
  options.progress.step('looking for JVMs');
  const found = await findPatients(targets, localTransport(), options.cluster, options.signal);
  try {
    const telling = found.unreached.some(({ evidence, noJvm }) => evidence !== undefined && !noJvm);
    if (found.patients.length === 0 && found.unreached.length > 0 && !telling) throw nothingFound(found.unreached);
    return await collectAll(found, folder, options);
  } finally {
    for (const { close } of found.patients) close?.();
  }
};

const collectAll = async (
  { patients, unreached, refused }: Found,
  folder: string,
  options: CollectOptions,
): Promise<Capture> => {
  const writer = await openCapture(folder, {
    tool,
    startedAt: new Date().toISOString(),
    ...(options.allow.size === 0 ? {} : { allowed: [...options.allow] }),
  });
  let complete = false;
  let manifest: Manifest;
  try {
    const subjects = patients.map((patient, index) => ({ patient, subject: subjectOf(patient, index) }));
    for (const { subject } of subjects) options.onSubject?.(subject);
    for (const [index, place] of unreached.entries()) await addUnreached(place, index, writer, options);
    const { maxParallel = defaultParallel } = options.cluster;
    const run = (stepOf: (seen: Seen) => Step, limit = maxParallel): Promise<unknown> =>
      inParallel(subjects, limit, (seen) => stepOf(seen)({ ...seen, writer, options }));
    for (const { subject } of subjects) await writer.addSubject(subject);
    if (options.loads !== undefined) await addLoads(writer, options.loads);
    await run(() => survey);
    const { record } = options;
    const chosen = record === undefined ? await chooseSubjects(subjects, folder, writer, options) : [];
    await run(() => inOrder(takeOnce));
    // All of them side by side: one that ends does not wait for another.
    if (record !== undefined) {
      const { recordJvm } = await import('./record/recorder.ts');
      await run(() => inOrder(recordJvm(record)), subjects.length);
    }
    // What costs something comes last: what comes after may be the last straw.
    // Counters are followed side by side, all of them: one of many must not wait for the end of another.
    const limit = options.wanted.has('gc-counters') ? subjects.length : maxParallel;
    if (record === undefined) {
      const costly = (seen: Seen): readonly Step[] => (chosen.includes(seen) ? [takeDumps, takeHistograms] : []);
      await run((seen) => inOrder(takeCounters, ...costly(seen), takeLast), limit);
    }
    for (const { patient, subject } of subjects) await writer.addJournal(execJournal(patient, subject.id));
    for (const [index, { target, error }] of refused.entries()) {
      await addRefused(writer, target, patients.length + index, error);
    }
    options.signal.throwIfAborted();
    complete = true;
  } finally {
    manifest = await writer.close({ endedAt: new Date().toISOString(), complete });
  }
  return { kind: 'capture', name: folder, manifest, artifacts: writer.artifacts, problems: [], close: async () => {} };
};

/** collect(), and on failure says where what was had so far lies. A folder of `own` choice is never removed. */
export const collectInto = async (
  targets: readonly LiveTarget[],
  folder: string,
  options: CollectOptions,
  own = false,
): Promise<Capture> => {
  try {
    return await collect(targets, folder, options);
  } catch (error) {
    options.progress.end();
    // A folder without a manifest holds nothing: the request was wrong before anything was collected.
    if (existsSync(join(folder, 'manifest.json'))) options.progress.say(`capture so far: ${folder}`);
    else if (!own) await rm(folder, { recursive: true, force: true });
    throw error;
  }
};
