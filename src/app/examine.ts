import type { openCapture } from '../capture/writer.ts';
import type { Collected } from '../model/capture.ts';
import { RequestError } from '../model/exit-code.ts';
import type { Subject } from '../model/subject.ts';
import type { Target } from '../model/target.ts';
import type { Transport } from '../model/transport.ts';
import type { LocalJvm } from '../target/local-jvms.ts';
import { pidTarget } from '../target/local-pid.ts';

export type PidTarget = Extract<Target, { kind: 'pid' }>;
export type Writer = Awaited<ReturnType<typeof openCapture>>;

/** Evidence that was asked for and not had. */
export const failedArtifact = (kind: Collected['kind'], reason: string, now: number): Collected => ({
  kind,
  ext: 'txt',
  how: 'none',
  cost: 'none',
  takenAtMs: now,
  outcome: 'failed',
  problems: [reason],
});

type Found = { readonly target: PidTarget; readonly jvm: LocalJvm };
type Refused = { readonly target: PidTarget; readonly error: RequestError };

/** The JVMs of the targets, and the targets that are none. Throws RequestError when not one is a JVM. */
export const examined = async (
  transport: Transport,
  targets: readonly PidTarget[],
  signal: AbortSignal,
): Promise<{ readonly found: readonly Found[]; readonly refused: readonly Refused[] }> => {
  const found: Found[] = [];
  const refused: Refused[] = [];
  for (const target of targets) {
    try {
      found.push({ target, jvm: await pidTarget(transport, target.pid, { signal }) });
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      refused.push({ target, error });
    }
  }
  const [first, ...rest] = refused;
  if (found.length > 0 || first === undefined) return { found, refused };
  if (rest.length === 0) throw first.error;
  const hints = refused.flatMap(({ error }) => error.hints);
  throw new RequestError(first.error.code, refused.map(({ error }) => error.message).join('\n'), [...new Set(hints)]);
};

/** A target that is no JVM, beside others that are: its evidence was asked for and not had. */
export const addRefused = async (
  writer: Writer,
  target: PidTarget,
  index: number,
  error: RequestError,
): Promise<void> => {
  const subject: Subject = {
    id: `jvm-${index + 1}`,
    kind: 'jvm',
    name: target.word,
    target: target.word,
    pid: target.pid,
  };
  await writer.addSubject(subject);
  await writer.addArtifact(subject.id, failedArtifact('thread-dump', error.message, Date.now()));
  await writer.addArtifact(subject.id, failedArtifact('process', error.message, Date.now()));
};
