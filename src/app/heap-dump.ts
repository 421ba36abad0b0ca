import { rmSync } from 'node:fs';
import { RequestError } from '../model/exit-code.ts';
import { CollectError, type ProbeContext } from '../model/probe.ts';
import type { LiveTarget } from '../model/target.ts';
import { TransportError } from '../model/transport.ts';
import { blastRadius } from './heap-dump/blast-radius.ts';
import { bringHome } from './heap-dump/bring-home.ts';
import { consentTo } from './heap-dump/consent.ts';
import { documentOf, type Outcome } from './heap-dump/document.ts';
import { keepDump } from './heap-dump/kept.ts';
import { lookAround } from './heap-dump/look.ts';
import { onlyPatient } from './heap-dump/only-patient.ts';
import type { HeapDumpOptions } from './heap-dump/options.ts';
import { dumpPlaces, existingDumps, type UsablePlace } from './heap-dump/place.ts';
import { radiusLines } from './heap-dump/table.ts';
import { rungContextOf, sizeOf, type Taken, takeDump, wayToDump } from './heap-dump/take.ts';
import type { Patient } from './patient.ts';
import type { DocumentResult } from './publish.ts';

/** First release whose GC.heap_dump has -gz (JDK-8237354). */
const firstGzip = 15;

const releaseOf = ({ jvm }: Patient): number | undefined => {
  const found = /^(?:1\.)?(\d+)/.exec(jvm.version ?? '')?.[1];
  return found === undefined ? undefined : Number(found);
};

/** The disk of this machine is full, its folder not writable: `ENOSPC`, `EACCES`. */
const isLocalFailure = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'code' in error && 'syscall' in error;

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
  let fileBytes: number | undefined;
  try {
    const how = await wayToDump(context);
    const consent = await consentTo(radius, options);
    if (consent !== 'given')
      return documentOf(patient, radius, { outcome: 'refused', reason: consent.refused }, journal);
    progress.step(`${patient.target} stands still and writes its heap`);
    taken = await takeDump(context, how, fitting, { live: options.live, gzip });
    fileBytes = await sizeOf(context, taken);
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
    if (!(error instanceof CollectError || error instanceof TransportError || isLocalFailure(error))) throw error;
    if (taken === undefined || fileBytes === undefined)
      return documentOf(patient, radius, { outcome: 'failed', reason: error.message }, journal);
    // The JVM stood still for it: that is not thrown away because it cannot be copied.
    const kept = await keepDump(patient, taken, fileBytes, options.outputFile, options.cluster);
    taken = undefined;
    const outcome: Outcome =
      typeof kept === 'string'
        ? { outcome: 'failed', reason: `${error.message}; ${kept}` }
        : { outcome: 'failed', reason: error.message, kept };
    return documentOf(patient, radius, outcome, journal);
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
