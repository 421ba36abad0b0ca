import { exitCode } from '../model/exit-code.ts';
import { escapeText } from '../report/text/escape.ts';
import { type LocalJvm, listLocalJvms } from '../target/local-jvms.ts';
import { localTransport } from '../transport/local.ts';
import { columns } from './columns.ts';
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

const row = (jvm: LocalJvm, nowMs: number): readonly string[] =>
  [
    `pid/${jvm.identity.pid}`,
    jvm.user ?? String(jvm.identity.uid),
    age(jvm.startedAtMs, nowMs),
    String(jvm.threadCount),
    mebibytes(jvm.rssBytes),
    jvm.version ?? '-',
    jvm.mainClass ?? '-',
  ].map(escapeText);

const document = (jvm: LocalJvm) => ({
  target: `pid/${jvm.identity.pid}`,
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

/** The JVMs of this machine, from /proc alone. */
export const ps = async (signal: AbortSignal): Promise<DocumentResult> => {
  const jvms = await listLocalJvms(localTransport(), { signal });
  const nowMs = Date.now();
  const header = ['TARGET', 'USER', 'AGE', 'THREADS', 'RSS', 'JAVA', 'MAIN'];
  const remarks = jvms.flatMap((jvm) => jvm.unreadable.map((why) => `pid/${jvm.identity.pid}: ${escapeText(why)}\n`));
  return {
    kind: 'document',
    document: { schemaVersion: 1, kind: 'ps', exitCode: exitCode.ok, jvms: jvms.map(document) },
    text: () =>
      jvms.length === 0
        ? 'no JVM runs on this machine\n'
        : columns([header, ...jvms.map((jvm) => row(jvm, nowMs))]) + remarks.join(''),
  };
};
