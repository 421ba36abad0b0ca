import type { ExecOutcome } from '../model/transport.ts';

/** Channels of the exec subprotocol: the first byte of every message. Source: kubernetes remotecommand, v4 and v5. */
export const channel = { stdin: 0, stdout: 1, stderr: 2, status: 3, resize: 4, close: 255 } as const;

type Status = {
  readonly status?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly details?: { readonly causes?: readonly { readonly reason?: string; readonly message?: string }[] };
};

/** Messages of a runtime that found nothing to run: containerd, CRI-O, docker. */
const notFound = /executable file not found|no such file or directory|stat .*: no such file/i;

/** The runtime could not start a program that is there: at the pid limit it needs luck, for it needs threads itself. */
export const startFailed = /failed to start exec|unable to start container process/i;

/** How the reason begins when the image lacks the program. */
export const noSuchProgram = 'the container has no such program';

/** How the command ended, from the message on the status channel. */
export const outcomeOf = (text: string): ExecOutcome => {
  let status: Status;
  try {
    status = JSON.parse(text) as Status;
  } catch {
    return { kind: 'lost', reason: 'the status at its end cannot be understood' };
  }
  if (status.status === 'Success') return { kind: 'exited', code: 0 };
  const code = status.details?.causes?.find(({ reason }) => reason === 'ExitCode')?.message;
  if (code !== undefined && /^\d+$/.test(code)) return { kind: 'exited', code: Number(code) };
  const message = (status.message ?? status.reason ?? 'no reason given').replace(/\s+/g, ' ').slice(0, 500);
  if (notFound.test(message)) return { kind: 'not-started', reason: `${noSuchProgram}: ${message}` };
  return { kind: startFailed.test(message) ? 'not-started' : 'lost', reason: message };
};
