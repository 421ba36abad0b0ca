import { exitCode } from '../model/exit-code.ts';
import type { Notice } from '../model/report.ts';
import type { LiveTarget } from '../model/target.ts';
import { escapeText } from '../report/text/escape.ts';
import { type LocalJvm, listLocalJvms } from '../target/local-jvms.ts';
import { localTransport } from '../transport/local.ts';
import { columns } from './columns.ts';
import { inParallel } from './in-parallel.ts';
import type { ClusterScope, Patient } from './patient.ts';
import { defaultParallel } from './patients.ts';
import { lookAt, type Obtainable, type Seen } from './ps/look.ts';
import type { DocumentResult } from './publish.ts';

const age = (startedAtMs: number | undefined, nowMs: number): string => {
  if (startedAtMs === undefined) return '-';
  const minutes = Math.floor((nowMs - startedAtMs) / 60_000);
  if (minutes < 60) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours}h` : `${Math.floor(hours / 24)}d`;
};

const mebibytes = (bytes: number | undefined): string =>
  bytes === undefined ? '-' : `${Math.round(bytes / 2 ** 20)} MiB`;

/** A JVM, what other commands take for it, and what they could get of it. */
type Listed = { readonly jvm: LocalJvm; readonly target: string; readonly seen: Seen };

/** `512 of 2048 MiB`. */
const heapOf = ({ heapUsedBytes: used, heapMaxBytes: max }: Seen): string => {
  if (used === undefined || max === undefined) return mebibytes(used ?? max);
  return `${Math.round(used / 2 ** 20)} of ${mebibytes(max)}`;
};

/** `threads gc heap`; what needs a yes in brackets. */
const words = (all: readonly Obtainable[]): string =>
  all.length === 0 ? '-' : all.map(({ kind, needs }) => (needs === null ? kind : `(${kind})`)).join(' ');

const row = ({ jvm, target, seen }: Listed, nowMs: number): readonly string[] =>
  [
    target,
    jvm.user ?? String(jvm.identity.uid),
    age(jvm.startedAtMs, nowMs),
    jvm.version ?? '-',
    seen.collector ?? '-',
    heapOf(seen),
    mebibytes(jvm.rssBytes),
    String(jvm.threadCount),
    words(seen.obtainable),
    jvm.mainClass ?? '-',
  ].map(escapeText);

const document = ({ jvm, target, seen }: Listed) => ({
  target,
  pid: jvm.identity.pid,
  uid: jvm.identity.uid,
  user: jvm.user ?? null,
  mainClass: jvm.mainClass ?? null,
  version: jvm.version ?? null,
  startedAt: jvm.startedAtMs === undefined ? null : new Date(jvm.startedAtMs).toISOString(),
  threads: jvm.threadCount,
  rssBytes: jvm.rssBytes ?? null,
  collector: seen.collector ?? null,
  heapUsedBytes: seen.heapUsedBytes ?? null,
  heapMaxBytes: seen.heapMaxBytes ?? null,
  obtainable: seen.obtainable,
  unreadable: jvm.unreadable,
});

const header = ['TARGET', 'USER', 'AGE', 'JAVA', 'GC', 'HEAP', 'RSS', 'THREADS', 'CAN TAKE', 'MAIN'];

const result = (listed: readonly Listed[], code: number, nothing: string): DocumentResult => {
  const nowMs = Date.now();
  const remarks = listed.flatMap(({ jvm, target }) => jvm.unreadable.map((why) => `${target}: ${escapeText(why)}\n`));
  return {
    kind: 'document',
    document: { schemaVersion: 1, kind: 'ps', exitCode: code, jvms: listed.map(document) },
    text: () =>
      listed.length === 0 ? nothing : columns([header, ...listed.map((each) => row(each, nowMs))]) + remarks.join(''),
  };
};

/** What was seen of each. Nothing is asked of the JVMs themselves. */
const listedOf = (
  jvms: readonly Pick<Patient, 'jvm' | 'transport' | 'target'>[],
  parallel: number,
  signal: AbortSignal,
): Promise<readonly Listed[]> =>
  inParallel(jvms, parallel, async (patient) => {
    const { jvm, target } = patient;
    return { jvm, target, seen: await lookAt(patient, signal) };
  });

/** The JVMs of this machine, from /proc and their counters. */
export const ps = async (signal: AbortSignal): Promise<DocumentResult> => {
  const transport = localTransport();
  const jvms = await listLocalJvms(transport, { signal });
  const found = jvms.map((jvm) => ({ jvm, transport, target: `pid/${jvm.identity.pid}` }));
  const listed = await listedOf(found, defaultParallel, signal);
  return result(listed, exitCode.ok, 'no JVM runs on this machine\n');
};

export type PodsOptions = {
  readonly cluster: ClusterScope;
  readonly selector?: string;
  readonly signal: AbortSignal;
  /** Told of each pod that could not be looked into. */
  readonly onNotice: (notice: Notice) => void;
};

/** The JVMs in the pods of a namespace, or of all. */
export const psPods = async ({ cluster, selector = '', signal, onNotice }: PodsOptions): Promise<DocumentResult> => {
  const { findPatients } = await import('./patients.ts');
  const word = selector === '' ? 'ps' : `-l ${selector}`;
  const target: LiveTarget = { kind: 'pods', word, which: { by: 'selector', selector } };
  const { patients, unreached } = await findPatients([target], localTransport(), cluster, signal);
  const listed = await listedOf(patients, cluster.maxParallel ?? defaultParallel, signal).finally(() => {
    for (const { close } of patients) close?.();
  });
  const failed = unreached.filter(({ noJvm, beside }) => !noJvm && !beside);
  for (const { target: place, reason } of failed) {
    onNotice({ code: 'not-looked-into', message: `${place}: ${reason}` });
  }
  if (failed.length === 0) return result(listed, exitCode.ok, 'no JVM runs in these pods\n');
  return result(listed, exitCode.incomplete, `no JVM was seen: ${failed.length} pods could not be looked into\n`);
};
