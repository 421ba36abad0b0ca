import { exitCode } from '../model/exit-code.ts';
import type { Notice } from '../model/report.ts';
import type { LiveTarget } from '../model/target.ts';
import { escapeText } from '../report/text/escape.ts';
import { type LocalJvm, listLocalJvms } from '../target/local-jvms.ts';
import { localTransport } from '../transport/local.ts';
import { columns } from './columns.ts';
import type { ClusterScope } from './patients.ts';
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

/** A JVM and what other commands take for it. */
type Listed = { readonly jvm: LocalJvm; readonly target: string };

const row = ({ jvm, target }: Listed, nowMs: number): readonly string[] =>
  [
    target,
    jvm.user ?? String(jvm.identity.uid),
    age(jvm.startedAtMs, nowMs),
    String(jvm.threadCount),
    mebibytes(jvm.rssBytes),
    jvm.version ?? '-',
    jvm.mainClass ?? '-',
  ].map(escapeText);

const document = ({ jvm, target }: Listed) => ({
  target,
  pid: jvm.identity.pid,
  uid: jvm.identity.uid,
  user: jvm.user ?? null,
  mainClass: jvm.mainClass ?? null,
  version: jvm.version ?? null,
  startedAt: jvm.startedAtMs === undefined ? null : new Date(jvm.startedAtMs).toISOString(),
  threads: jvm.threadCount,
  rssBytes: jvm.rssBytes ?? null,
  unreadable: jvm.unreadable,
});

const header = ['TARGET', 'USER', 'AGE', 'THREADS', 'RSS', 'JAVA', 'MAIN'];

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

/** The JVMs of this machine, from /proc alone. */
export const ps = async (signal: AbortSignal): Promise<DocumentResult> => {
  const jvms = await listLocalJvms(localTransport(), { signal });
  const listed = jvms.map((jvm) => ({ jvm, target: `pid/${jvm.identity.pid}` }));
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
  for (const { close } of patients) close?.();
  const failed = unreached.filter(({ noJvm }) => !noJvm);
  for (const { target: place, reason } of failed) {
    onNotice({ code: 'not-looked-into', message: `${place}: ${reason}` });
  }
  if (failed.length === 0) return result(patients, exitCode.ok, 'no JVM runs in these pods\n');
  return result(patients, exitCode.incomplete, `no JVM was seen: ${failed.length} pods could not be looked into\n`);
};
