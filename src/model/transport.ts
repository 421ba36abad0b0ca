/** How a command ended. Only `exited` with code 0 and complete output is success; `lost` is never success. */
export type ExecOutcome =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signalled'; readonly signal: string }
  | { readonly kind: 'timed-out'; readonly afterMs: number }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'lost'; readonly reason: string }
  | { readonly kind: 'not-started'; readonly reason: string }
  | { readonly kind: 'too-large'; readonly limitBytes: number };

export type ExecResult = {
  readonly outcome: ExecOutcome;
  readonly stdout: Uint8Array;
  /** Bounded; the tail is cut. */
  readonly stderr: string;
  readonly durationMs: number;
};

export type CallLimits = { readonly signal?: AbortSignal; readonly timeoutMs?: number; readonly maxBytes?: number };

/** Why a file could not be read or a socket not used, in one word for the ladder and in words for a person. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly code: 'not-found' | 'denied' | 'timed-out' | 'aborted' | 'gone' | 'too-large' | 'failed';
  constructor(code: TransportError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * The place where the JVM runs: this machine, a container. An absent capability refuses the rungs that need it, by name.
 * argv arrays only; no shell.
 */
export type Transport = {
  /** `this machine`, `pod appr-api-1 container app`. */
  readonly place: string;
  exec(argv: readonly string[], limits?: CallLimits): Promise<ExecResult>;
  /** Throws TransportError. */
  readFile(path: string, limits?: CallLimits): Promise<Uint8Array>;
  /** Names in the folder. Throws TransportError. */
  listDir(path: string, limits?: CallLimits): Promise<readonly string[]>;
  /** One request over a UNIX socket as that user, the answer read to its end. Another uid is reached by a child with that uid and gid. */
  readonly unixSocket?: (
    path: string,
    request: Uint8Array,
    as: { readonly uid: number; readonly gid: number },
    limits?: CallLimits,
  ) => Promise<Uint8Array>;
  readonly signal?: (pid: number, signal: 'SIGQUIT') => Promise<void>;
  /** Creates an empty file owned by that user; the answer removes it. */
  readonly createEmpty?: (
    path: string,
    as: { readonly uid: number; readonly gid: number },
  ) => Promise<() => Promise<void>>;
};
