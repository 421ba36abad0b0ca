import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Capture } from '../capture/reader.ts';
import { openCapture } from '../capture/writer.ts';
import type { Manifest } from '../model/capture.ts';
import type { LiveTarget } from '../model/target.ts';
import { escapeText } from '../report/text/escape.ts';
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
import { execJournal, subjectOf } from './collect/subject.ts';
import { takeProcess } from './collect/survey.ts';
import { addRefused } from './examine.ts';
import { inParallel } from './in-parallel.ts';
import type { Patient } from './patient.ts';
import { defaultParallel, type Found, findPatients, newcomers } from './patients.ts';
import type { RecordOptions } from './record/options.ts';
import { tool } from './tool.ts';
import { addUnreached, nothingFound } from './unreached.ts';

const inOrder =
  (...steps: readonly Step[]): Step =>
  async (context) => {
    for (const step of steps) await guarded(step)(context);
  };

/** The first screen: what the cluster says, which is there when the JVM is gone, and beside it what costs nothing. */
const survey: Step = async (context) => {
  await Promise.all([takePod, takeProcess, takeFirst].map((step) => guarded(step)(context)));
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
): Promise<Capture> => {
  options.progress.step('looking for JVMs');
  const found = await findPatients(targets, localTransport(), options.cluster, options.signal);
  try {
    const telling = found.unreached.some(({ evidence, noJvm }) => evidence !== undefined && !noJvm);
    // A recording that goes on with what comes next waits for it.
    const waits = options.record?.follow === true;
    if (found.patients.length === 0 && found.unreached.length > 0 && !telling && !waits)
      throw nothingFound(found.unreached);
    return await collectAll(targets, found, folder, options);
  } finally {
    for (const { close } of found.patients) close?.();
  }
};

const collectAll = async (
  targets: readonly LiveTarget[],
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
  const subjects: Seen[] = patients.map((patient, index) => ({ patient, subject: subjectOf(patient, index) }));
  try {
    for (const { subject } of subjects) options.onSubject?.(subject);
    const { record } = options;
    if (record?.follow !== true)
      for (const [index, place] of unreached.entries()) await addUnreached(place, index, writer, options);
    const { maxParallel = defaultParallel } = options.cluster;
    const run = (stepOf: (seen: Seen) => Step, limit = maxParallel): Promise<unknown> =>
      inParallel(subjects, limit, (seen) => stepOf(seen)({ ...seen, writer, options }));
    for (const { subject } of subjects) await writer.addSubject(subject);
    if (options.loads !== undefined) await addLoads(writer, options.loads);
    await run(() => survey);
    const chosen = record === undefined ? await chooseSubjects(subjects, folder, writer, options) : [];
    await run(() => inOrder(takeOnce));
    // All of them side by side: one that ends does not wait for another.
    if (record !== undefined) {
      const { recordJvm } = await import('./record/recorder.ts');
      if (record.follow !== true) await run(() => inOrder(recordJvm(record)), subjects.length);
      else {
        const { recordLives } = await import('./record/lives.ts');
        const begin = async (patient: Patient, run: number): Promise<Seen> => {
          const subject = subjectOf(patient, subjects.length, run);
          const seen = { patient, subject };
          subjects.push(seen);
          options.onSubject?.(subject);
          await writer.addSubject(subject);
          await inOrder(survey, takeOnce)({ ...seen, writer, options });
          return seen;
        };
        for (const { target, reason } of unreached)
          options.progress.say(`${escapeText(target)}: waiting for a JVM: ${escapeText(reason)}`);
        const look = await newcomers(targets, options.cluster);
        const each = (life: RecordOptions) => inOrder(recordJvm(life));
        await recordLives([...subjects], { record, writer, options, begin, recordJvm: each, look });
        const reached = new Set(subjects.map(({ patient }) => patient.pod));
        for (const [index, place] of unreached.filter(({ pod }) => !reached.has(pod)).entries())
          await addUnreached(place, index, writer, options);
      }
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
    for (const { patient } of subjects.slice(patients.length)) patient.close?.();
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
