import { rmSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { BlastRadius } from '../model/blast-radius.ts';
import type { Allowance, JournalEntry } from '../model/capture.ts';
import { exitCode, RequestError } from '../model/exit-code.ts';
import { type AllowanceQuestion, CollectError, type ProbeContext } from '../model/probe.ts';
import type { LiveTarget } from '../model/target.ts';
import { TransportError } from '../model/transport.ts';
import { count, duration, bytes as size } from '../report/text/number.ts';
import { localTransport } from '../transport/local.ts';
import { blastRadius } from './heap-dump/blast-radius.ts';
import { lookAround } from './heap-dump/look.ts';
import { dumpPlaces, existingDumps, type UsablePlace } from './heap-dump/place.ts';
import { radiusLines } from './heap-dump/table.ts';
import { rungContextOf, sizeOf, type Taken, takeDump, wayToDump } from './heap-dump/take.ts';
import { verifyDump } from './heap-dump/verify.ts';
import { type ClusterScope, findPatients, type Patient } from './patients.ts';
import type { Progress } from './progress.ts';
import type { DocumentResult } from './publish.ts';
import { tool } from './tool.ts';

export type HeapDumpOptions = {
  readonly outputFile: string;
  readonly live: boolean;
  /** Compressed by the JVM; undefined: in a pod, where the JDK can. */
  readonly gzip: boolean | undefined;
  readonly folder?: string;
  /** Go on where the table says STOP. */
  readonly force: boolean;
  readonly allow: ReadonlySet<Allowance>;
  readonly ask?: (question: AllowanceQuestion) => Promise<boolean>;
  readonly cluster: ClusterScope;
  readonly signal: AbortSignal;
  readonly progress: Progress;
};

/** First release whose GC.heap_dump has -gz (JDK-8237354). */
const firstGzip = 15;

const releaseOf = ({ jvm }: Patient): number | undefined => {
  const found = /^(?:1\.)?(\d+)/.exec(jvm.version ?? '')?.[1];
  return found === undefined ? undefined : Number(found);
};

/** The one JVM meant. Throws RequestError when there are more, or none. */
const onlyPatient = async (target: LiveTarget, options: HeapDumpOptions): Promise<Patient> => {
  const { patients, unreached, refused } = await findPatients(
    [target],
    localTransport(),
    options.cluster,
    options.signal,
  );
  const [patient, ...others] = patients;
  if (patient !== undefined && others.length === 0) return patient;
  for (const { close } of patients) close?.();
  if (patient !== undefined)
    throw new RequestError(
      'several-jvms',
      `${target.word} means ${patients.length} JVMs: a heap dump is taken of one`,
      patients.map((one) => one.target),
    );
  if (refused[0] !== undefined) throw refused[0].error;
  throw new RequestError(
    'not-a-jvm',
    unreached.map((one) => `${one.target}: ${one.reason}`).join('\n') || `${target.word} names no JVM`,
  );
};

type Consent = 'given' | { readonly refused: string };

const needed = (live: boolean): readonly Allowance[] => (live ? ['stops-jvm', 'full-gc'] : ['stops-jvm']);

const consentTo = async (radius: BlastRadius, options: HeapDumpOptions): Promise<Consent> => {
  const stops = radius.risks.filter(({ level }) => level === 'stop');
  if (stops.length > 0 && !options.force)
    return { refused: `${stops.map(({ text }) => text).join('; ')}. --force goes on all the same` };
  const missing = needed(options.live).filter((name) => !options.allow.has(name));
  if (missing.length === 0) return 'given';
  const [allowance] = missing;
  const consequence = 'the JVM stands still until its heap is written';
  if (allowance !== undefined && (await options.ask?.({ allowance, probe: 'heap dump', rung: 'attach', consequence })))
    return 'given';
  return { refused: `${consequence}: allow it with --allow ${needed(options.live).join(',')}` };
};

const rate = (bytes: number, ms: number): string => `${size((bytes / Math.max(1, ms)) * 1000)}/s`;

/** From the target to this machine, verified. Returns what is missing of it; undefined: whole. */
const bringHome = async (
  patient: Patient,
  taken: Taken,
  options: HeapDumpOptions,
): Promise<Pick<Outcome, 'file' | 'bytes' | 'copiedBytes' | 'copiedSha256'> & { readonly incomplete?: string }> => {
  const { outputFile, progress, signal } = options;
  const { copyOut } = patient.transport;
  if (copyOut === undefined)
    throw new TransportError(
      'failed',
      patient.transport.without?.copyOut ?? `${patient.transport.place}: files cannot be copied out`,
    );
  const unpack = taken.path.endsWith('.gz') && !outputFile.endsWith('.gz');
  const copyTo = unpack ? `${outputFile}.gz` : outputFile;
  const startedAt = performance.now();
  let from: number | undefined;
  const copied = await copyOut(taken.seenAs, copyTo, {
    signal,
    onProgress: (done, all) => {
      from ??= done;
      progress.step(
        `copying ${size(done)} of ${size(all)} (${Math.floor((100 * done) / all)}%), ${rate(done - from, performance.now() - startedAt)}`,
      );
    },
  });
  const unpackTo = `${outputFile}.unpacking`;
  let decodedBytes = 0;
  const incomplete = await verifyDump(copyTo, signal, {
    ...(unpack ? { unpackTo } : {}),
    onBytes: (bytes) => {
      decodedBytes = bytes;
      progress.step(`checking ${size(bytes)}`);
    },
  });
  if (unpack && incomplete === undefined) {
    await rename(unpackTo, outputFile);
    await rm(copyTo);
  } else if (unpack) await rm(unpackTo, { force: true });
  return {
    file: unpack && incomplete !== undefined ? copyTo : outputFile,
    bytes: unpack ? decodedBytes : copied.bytes,
    copiedBytes: copied.bytes,
    copiedSha256: copied.sha256,
    ...(incomplete === undefined ? {} : { incomplete }),
  };
};

type Outcome = {
  readonly outcome: 'taken' | 'partial' | 'refused' | 'failed';
  readonly reason?: string;
  readonly file?: string;
  /** Of the file as it is, and what was copied for it. */
  readonly bytes?: number;
  readonly copiedBytes?: number;
  /** Of what was copied. */
  readonly copiedSha256?: string;
  readonly pauseMs?: number | null;
  readonly copyMs?: number;
};

const documentOf = (
  patient: Patient,
  radius: BlastRadius,
  outcome: Outcome,
  journal: readonly JournalEntry[],
): DocumentResult => {
  const { target } = patient;
  const lines = {
    taken: () => [
      `heap dump of ${target}: ${outcome.file}, ${size(outcome.bytes ?? 0)} (${count(outcome.bytes ?? 0)} bytes), whole`,
      `the JVM stood still for ${duration(outcome.pauseMs ?? 0)}; copied in ${duration(outcome.copyMs ?? 0)}; nothing is left on the target`,
      `next: jdiag heap ${outcome.file}`,
    ],
    partial: () => [
      `heap dump of ${target}: ${outcome.file} is not whole: ${outcome.reason}`,
      `next: jdiag heap ${outcome.file}`,
    ],
    refused: () => [`no heap dump of ${target} was taken: ${outcome.reason}`],
    failed: () => [`no heap dump of ${target}: ${outcome.reason}`],
  } as const;
  return {
    kind: 'document',
    document: {
      schemaVersion: 1,
      kind: 'heap-dump',
      tool,
      target,
      ...outcome,
      blastRadius: radius,
      journal,
      exitCode: outcome.outcome === 'taken' ? exitCode.ok : exitCode.incomplete,
    },
    text: () => `${lines[outcome.outcome]().join('\n')}\n`,
  };
};

/** Why there is no folder for it. */
const noPlace = (folder: string | undefined): { readonly refused: string } => ({
  refused:
    folder === undefined
      ? 'no folder of the JVM was found that could take the file'
      : `${folder} cannot be looked at: is it a folder of the JVM's own file system?`,
});

const dump = async (patient: Patient, options: HeapDumpOptions): Promise<DocumentResult> => {
  const { signal, progress } = options;
  const { transport, jvm } = patient;
  const base: Omit<ProbeContext, 'previous' | 'note'> = {
    transport,
    subject: patient.target,
    identity: jvm.identity,
    allow: options.allow,
    maxPauseMs: Number.POSITIVE_INFINITY,
    signal,
    now: Date.now,
  };
  const { context, journal } = rungContextOf(base);
  if (transport.copyOut === undefined || transport.claim === undefined) {
    const reason = transport.without?.copyOut ?? 'a file of the JVM cannot be copied out and removed again';
    throw new RequestError('unreachable-files', `${patient.target}: ${reason}`, [
      'jdiag heap TARGET takes class histograms, which need no file',
    ]);
  }
  progress.step(`${patient.target}: looking around`);
  const release = releaseOf(patient);
  const gzip = options.gzip ?? (transport.insideLimits === true && (release ?? 0) >= firstGzip);
  if (gzip && release !== undefined && release < firstGzip)
    throw new RequestError('bad-flag', `JDK ${release} cannot compress a heap dump: that came with JDK ${firstGzip}`, [
      'leave --gzip away',
    ]);
  const around = await lookAround(patient, signal);
  const undertaking = { action: 'heap-dump', live: options.live, gzip } as const;
  const where = { transport, identity: jvm.identity, signal };
  const wanted = blastRadius(around, undertaking).fileBytes ?? undefined;
  const places: readonly UsablePlace[] = await dumpPlaces(where, wanted, {
    ...(options.folder === undefined ? {} : { asked: options.folder }),
    persistent: around.pod?.persistentMounts ?? [],
  });
  const fitting = places.filter(({ freeBytes }) => options.force || freeBytes >= (wanted ?? 0));
  const existing = await existingDumps(where, [...new Set(places.map(({ folder }) => folder))]);
  const place = fitting[0] ?? places[0] ?? noPlace(options.folder);
  const radius = blastRadius({ ...around, place, existing }, undertaking);
  for (const line of [`before the heap dump of ${patient.target}:`, ...radiusLines(radius, patient.target)])
    progress.say(line);
  let taken: Taken | undefined;
  try {
    const how = await wayToDump(context);
    const consent = await consentTo(radius, options);
    if (consent !== 'given')
      return documentOf(patient, radius, { outcome: 'refused', reason: consent.refused }, journal);
    progress.step(`${patient.target} stands still and writes its heap`);
    taken = await takeDump(context, how, fitting, { live: options.live, gzip });
    await sizeOf(context, taken);
    const startedAt = performance.now();
    const { incomplete, ...copy } = await bringHome(patient, taken, options);
    const copyMs = Math.round(performance.now() - startedAt);
    const about = { ...copy, pauseMs: taken.pauseMs, copyMs };
    return documentOf(
      patient,
      radius,
      incomplete === undefined ? { outcome: 'taken', ...about } : { outcome: 'partial', reason: incomplete, ...about },
      journal,
    );
  } catch (error) {
    // The file on the target goes: what came of it can never be completed.
    if (signal.aborted)
      for (const end of ['.partial', '.gz.partial']) rmSync(`${options.outputFile}${end}`, { force: true });
    signal.throwIfAborted();
    if (!(error instanceof CollectError || error instanceof TransportError)) throw error;
    return documentOf(patient, radius, { outcome: 'failed', reason: error.message }, journal);
  } finally {
    await taken?.remove();
  }
};

/**
 * Takes a heap dump of one running JVM into a file of this machine: shows what it would do, asks, dumps, copies, checks, cleans up.
 * Throws RequestError for a target that is not one JVM.
 */
export const heapDump = async (target: LiveTarget, options: HeapDumpOptions): Promise<DocumentResult> => {
  options.progress.step('looking for the JVM');
  const patient = await onlyPatient(target, options);
  try {
    return await dump(patient, options);
  } finally {
    patient.close?.();
  }
};
