import { setTimeout as delay } from 'node:timers/promises';
import type { Collected } from '../../model/capture.ts';
import { ClusterError, type ContainerEnd, type PodContainer } from '../../model/pod-api.ts';
import type { RecordedEnd } from '../../model/recording.ts';
import { TransportError } from '../../model/transport.ts';
import { excerptOf } from '../../probe/log/excerpt.ts';
import { readTexts } from '../../probe/proc/read.ts';
import { findStream } from '../../probe/proc/stream.ts';
import { probeContext, type StepContext } from '../collect/context.ts';
import { podArtifact } from '../collect/pod.ts';

/** `finishedAtMs`: by the clock of the node. */
type Ended = RecordedEnd & { readonly restarted?: boolean; readonly finishedAtMs?: number };

const tailLines = 20_000;
const tailBytes = 4 * 1024 * 1024;
const pollMs = 1_000;
const defaultPatienceMs = 30_000;

/** What must be known of a JVM while it runs, for when it runs no more. */
export type LastWords = {
  /** stdout and stderr, by their own paths on this machine. */
  readonly logs: readonly string[];
  /** Where HotSpot writes its report of a crash. */
  readonly errorFile?: string;
};

/** Only of this machine: in a cluster the API keeps the log, and the files of a container go with it. */
export const lastWordsOf = async (step: StepContext, signal: AbortSignal): Promise<LastWords> => {
  const { patient } = step;
  if (patient.execs !== undefined) return { logs: [] };
  const { transport, identity } = probeContext(step);
  const streams = [
    await findStream({ transport, identity, signal }, 1),
    await findStream({ transport, identity, signal }, 2),
  ];
  const [folder] = await transport.readLinks([`/proc/${identity.pid}/cwd`], { signal });
  return {
    logs: [...new Set(streams.flatMap((stream) => ('file' in stream ? [stream.file] : [])))],
    ...(typeof folder === 'string' ? { errorFile: `${folder}/hs_err_pid${identity.nsPid}.log` } : {}),
  };
};

const logArtifact = (excerpts: readonly string[], how: string): Collected => ({
  kind: 'log',
  ext: 'txt',
  how,
  cost: 'none',
  takenAtMs: Date.now(),
  outcome: 'ok',
  bytes: new TextEncoder().encode(excerpts.join('')),
  problems: [],
});

/** What the JVM wrote before it ended; undefined: nothing that could be read. */
export const lastLog = async (
  { patient }: StepContext,
  { logs }: LastWords,
  end: Ended,
  signal: AbortSignal,
): Promise<Collected | undefined> => {
  const { transport } = patient;
  try {
    if (patient.execs !== undefined) {
      if (transport.logTail === undefined) return undefined;
      const previous = end.restarted === true;
      const bytes = await transport.logTail({ lines: tailLines, previous, signal, maxBytes: 8 * tailBytes });
      const file = `log of ${transport.place}${previous ? ' before its restart' : ''}, at most ${tailLines} lines`;
      const place = { file, fromByte: 0, sizeBytes: bytes.length };
      return logArtifact([excerptOf(new TextDecoder().decode(bytes), place)], 'container-log');
    }
    const excerpts: string[] = [];
    for (const file of logs) {
      const { sizeBytes } = await transport.stat(file, { signal });
      const fromByte = Math.max(0, sizeBytes - tailBytes);
      const bytes = await transport.readFile(file, { signal, fromByte, maxBytes: 2 * tailBytes });
      const place = { file, fromByte, sizeBytes: fromByte + bytes.length };
      excerpts.push(excerptOf(new TextDecoder().decode(bytes), place));
    }
    return excerpts.length === 0 ? undefined : logArtifact(excerpts, 'output-file');
  } catch (error) {
    if (!(error instanceof TransportError || error instanceof ClusterError)) throw error;
    return undefined;
  }
};

const endIn = ({ exitCode, signal, reason, finishedAtMs }: ContainerEnd, container: PodContainer): Ended => ({
  reason: `container ${container.name} ended`,
  exitCode,
  ...(signal === undefined ? (exitCode === 137 ? { signal: 9 } : {}) : { signal }),
  ...(reason === undefined ? {} : { cause: reason }),
  ...(finishedAtMs === undefined ? {} : { finishedAtMs }),
  restarted: container.state !== 'terminated',
});

/** How the container ended, as soon as the cluster says so. `first`: as it was when the recording began. */
const endOfContainer = async (
  { patient }: StepContext,
  first: PodContainer | undefined,
  patienceMs: number,
  { signal, hurry }: { readonly signal: AbortSignal; readonly hurry: AbortSignal },
): Promise<Ended> => {
  const untilMs = Date.now() + patienceMs;
  let last = 'the cluster says nothing of its end';
  while (!signal.aborted) {
    try {
      const { container } = (await patient.watch?.({ signal })) ?? {};
      if (container === undefined) return { reason: 'the container is not in the pod any more' };
      if (container.end !== undefined) return endIn(container.end, container);
      const isOther =
        container.containerId !== first?.containerId || container.restartCount > (first?.restartCount ?? 0);
      if (isOther && container.lastEnd !== undefined) return endIn(container.lastEnd, container);
      last = `the process is gone, and container ${container.name} is ${container.state}`;
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      if (error.code === 'not-found') return { reason: 'the pod is gone', cause: 'pod deleted' };
      last = error.message;
    }
    if (Date.now() >= untilMs || hurry.aborted) break;
    await delay(pollMs, undefined, { signal: AbortSignal.any([signal, hurry]) }).catch(() => undefined);
  }
  return { reason: last };
};

/** `#  Internal Error (os_linux.cpp:123)`, `# There is insufficient memory ...`: the first line of a crash report that says something. */
const crashLine = (text: string | undefined): string | undefined =>
  text
    ?.split('\n')
    .map((line) => /^#\s+(\S.*)$/.exec(line)?.[1])
    .find((line) => line !== undefined && !/^A fatal error has been detected/.test(line));

const endOfProcess = async (
  { patient }: StepContext,
  { errorFile }: LastWords,
  oomKills: { readonly before: number | undefined; readonly after: number | undefined },
  signal: AbortSignal,
): Promise<Ended> => {
  const [crash] = errorFile === undefined ? [] : await readTexts(patient.transport, [errorFile], signal);
  const line = crashLine(crash);
  if (line !== undefined) return { reason: `the JVM crashed: ${line}`, cause: 'crash' };
  if (oomKills.before !== undefined && (oomKills.after ?? 0) > oomKills.before) {
    return { reason: 'the kernel killed a process of its cgroup at the limit of memory', cause: 'OOMKilled' };
  }
  return { reason: 'the process is gone' };
};

/** How the JVM ended, as far as it can be had from outside, and the evidence of it. */
export const takeEnd = async (
  step: StepContext,
  about: {
    readonly first: PodContainer | undefined;
    readonly words: LastWords;
    readonly oomKills: { readonly before: number | undefined; readonly after: number | undefined };
    readonly patienceMs?: number;
    readonly signal: AbortSignal;
    /** Aborted: there is no time to wait for the cluster's word. */
    readonly hurry: AbortSignal;
  },
): Promise<{ readonly end: RecordedEnd; readonly atMs: number; readonly artifacts: readonly Collected[] }> => {
  const { first, words, oomKills, patienceMs = defaultPatienceMs, signal, hurry } = about;
  const { patient } = step;
  const goneAtMs = Date.now();
  const ended =
    patient.watch === undefined
      ? await endOfProcess(step, words, oomKills, signal)
      : await endOfContainer(step, first, patienceMs, { signal, hurry });
  const { evidence } = patient;
  const pod =
    evidence === undefined || ended.cause === 'pod deleted' ? undefined : await podArtifact(() => evidence({ signal }));
  const log = await lastLog(step, words, ended, signal);
  const { restarted: _, finishedAtMs = goneAtMs, ...end } = ended;
  return { end, atMs: finishedAtMs, artifacts: [pod, log].filter((one) => one !== undefined) };
};
