import type { Collected } from '../model/capture.ts';
import { RequestError } from '../model/exit-code.ts';
import { ClusterError } from '../model/pod-api.ts';
import type { Subject } from '../model/subject.ts';
import { excerptOf } from '../probe/log/excerpt.ts';
import type { CollectOptions } from './collect/context.ts';
import { podArtifact } from './collect/pod.ts';
import { failedArtifact, type Writer } from './examine.ts';
import type { Unreached } from './patient.ts';

const tailLines = 20_000;
const logBytes = 16 * 1024 * 1024;

/** What a container said before it ended; nothing when there is no such log. */
const logArtifact = async ({ logs = [] }: Unreached, { signal }: CollectOptions): Promise<Collected | undefined> => {
  const takenAtMs = Date.now();
  const excerpts: string[] = [];
  for (const { of, read } of logs) {
    try {
      const bytes = await read({ lines: tailLines, signal, maxBytes: logBytes });
      const file = `log of ${of}, at most ${tailLines} lines`;
      excerpts.push(excerptOf(new TextDecoder().decode(bytes), { file, fromByte: 0, sizeBytes: bytes.length }));
    } catch (error) {
      if (!(error instanceof ClusterError) || error.code === 'aborted') throw error;
    }
  }
  if (excerpts.length === 0) return undefined;
  const bytes = new TextEncoder().encode(excerpts.join(''));
  return { kind: 'log', ext: 'txt', how: 'container-log', cost: 'none', takenAtMs, outcome: 'ok', bytes, problems: [] };
};

/**
 * A place in which no JVM could be examined: why, and what the cluster says of it. A container that was killed or does not start
 * is diagnosed from there.
 */
export const addUnreached = async (
  unreached: Unreached,
  index: number,
  writer: Writer,
  options: CollectOptions,
): Promise<void> => {
  const { name, target, reason, workload, evidence } = unreached;
  const subject: Subject = {
    id: `pod-${index + 1}`,
    kind: 'pod',
    name,
    target,
    ...(workload === undefined ? {} : { workload }),
  };
  await writer.addSubject(subject);
  if (evidence !== undefined && options.wanted.has('pod')) {
    await writer.addArtifact(subject.id, await podArtifact(() => evidence({ signal: options.signal })));
    const log = options.wanted.has('log') ? await logArtifact(unreached, options) : undefined;
    if (log !== undefined) await writer.addArtifact(subject.id, log);
  }
  // A container beside a JVM that is examined was not asked for by itself.
  if (unreached.beside !== true)
    await writer.addArtifact(subject.id, failedArtifact('thread-dump', reason, Date.now()));
};

/** Nothing can be examined: why, for each place. */
export const nothingFound = (unreached: readonly Unreached[]): Error => {
  const message = unreached.map(({ target, reason }) => `${target}: ${reason}`).join('\n');
  return unreached.every(({ noJvm }) => noJvm)
    ? new RequestError('not-a-jvm', message)
    : new ClusterError('failed', message);
};
