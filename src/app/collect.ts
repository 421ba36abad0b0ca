import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Capture } from '../capture/reader.ts';
import { openCapture } from '../capture/writer.ts';
import type { JournalEntry, Manifest } from '../model/capture.ts';
import type { Subject } from '../model/subject.ts';
import type { LiveTarget } from '../model/target.ts';
import { localTransport } from '../transport/local.ts';
import { chooseForDumps } from './collect/choose.ts';
import type { CollectOptions, Step } from './collect/context.ts';
import { takeDumps } from './collect/dumps.ts';
import { takeOnce } from './collect/once.ts';
import { takePod } from './collect/pod.ts';
import { takeProcess } from './collect/survey.ts';
import { addRefused, type Writer } from './examine.ts';
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

/** What costs nothing, of all at once; the pod first: it is there when the JVM is gone. */
const survey: readonly Step[] = [takePod, takeProcess, takeOnce];
/** What costs something: what comes after may be the last straw. */
const dumps: readonly Step[] = [takeDumps];

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

type Seen = { readonly patient: Patient; readonly subject: Subject };

/** Shows what was seen of the pods, and says which of many get dumps. */
const chooseSubjects = async (
  subjects: readonly Seen[],
  folder: string,
  writer: Writer,
  options: CollectOptions,
): Promise<readonly Seen[]> => {
  if (!subjects.some(({ patient }) => patient.evidence !== undefined)) return subjects;
  const { rowsSoFar } = await import('./collect/survey-rows.ts');
  const rows = await rowsSoFar(folder, options.signal);
  options.onSurvey?.(rows);
  const choices = chooseForDumps(
    rows.filter((row) => subjects.some(({ subject }) => subject.id === row.subject)),
    options.all === true,
  );
  if (choices === undefined) return subjects;
  const named = choices.flatMap(({ subject: id, why }) => {
    const one = subjects.find(({ subject }) => subject.id === id);
    return one === undefined ? [] : [`${one.subject.target} (${why})`];
  });
  const reason = `thread dumps were taken of ${named.join(', ')}; --all takes them of all ${subjects.length}`;
  const isChosen = ({ patient, subject }: Seen): boolean =>
    patient.evidence === undefined || choices.some((choice) => choice.subject === subject.id);
  for (const { subject } of subjects.filter((each) => !isChosen(each)))
    await writer.addRungs(subject.id, [{ probe: 'thread-dump', rung: 'choice', status: 'not-needed', reason }]);
  if (options.wanted.has('thread-dump')) options.progress.say(reason);
  return subjects.filter(isChosen);
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
    for (const [index, place] of unreached.entries()) await addUnreached(place, index, writer, options);
    const { maxParallel = defaultParallel } = options.cluster;
    const run = (steps: readonly Step[], of: readonly Seen[]): Promise<unknown> =>
      inParallel(of, maxParallel, async ({ patient, subject }) => {
        for (const step of steps) await step({ patient, subject, writer, options });
      });
    for (const { subject } of subjects) await writer.addSubject(subject);
    await run(survey, subjects);
    const chosen = await chooseSubjects(subjects, folder, writer, options);
    await run(dumps, chosen);
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
