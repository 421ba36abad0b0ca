/** How a command ended. Only `exited` with code 0 and complete output is success; `lost` is never success. */
export type ExecOutcome =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signalled'; readonly signal: string }
  | { readonly kind: 'timed-out'; readonly afterMs: number }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'lost'; readonly reason: string }
  /** The container in which it ran ended meanwhile: nothing is known of the command itself. */
  | { readonly kind: 'container-died'; readonly reason: string }
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

/** One path, not following a link in the last place unless the transport is told to. Times are not needed by anybody. */
export type PathStat = {
  readonly kind: 'file' | 'directory' | 'socket' | 'pipe' | 'device' | 'link' | 'other';
  readonly uid: number;
  readonly gid: number;
  readonly sizeBytes: number;
  readonly inode: number;
};

export type CopyOptions = Omit<CallLimits, 'maxBytes'> & {
  /** `sizeBytes` is the length of the whole file. Called after each piece. */
  readonly onProgress?: (copiedBytes: number, sizeBytes: number) => void;
  /** The file may be written to meanwhile (a log): what it held at the start is copied. Else a change is an error. */
  readonly mayGrow?: true;
};

/** A file that was copied whole, proved piece by piece. `sha256` is of the copy. */
export type Copied = {
  readonly bytes: number;
  readonly sha256: string;
  /** What an earlier, interrupted copy had brought already. */
  readonly resumedFromByte: number;
  /** The sum that the place and this machine agreed on; `none` where both are the same machine. */
  readonly checkedBy: 'sha256' | 'sha1' | 'md5' | 'none';
};

/** Something that answers HTTP at the place. `path` is that of a probe; `metrics`: it is where Prometheus is told to look. */
export type HttpPlace = {
  readonly port: number;
  readonly path?: string;
  readonly https?: true;
  readonly metrics?: true;
};

/** A file of the JVM that jdiag answers for. */
export type Claim = {
  readonly remove: () => Promise<void>;
  /** It stays for good. The path it has then. Throws TransportError: it cannot be kept, and goes. */
  readonly keep: () => Promise<string>;
};

/** Why a file could not be read or a socket not used, in one word for the ladder and in words for a person. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly code: 'not-found' | 'denied' | 'timed-out' | 'aborted' | 'gone' | 'too-large' | 'failed';
  /** What had come before it went wrong. */
  readonly partial?: Uint8Array;
  constructor(code: TransportError['code'], message: string, partial?: Uint8Array) {
    super(message);
    this.code = code;
    if (partial !== undefined) this.partial = partial;
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
  /** From `fromByte` (0) to the end. Throws TransportError. */
  readFile(path: string, limits?: CallLimits & { readonly fromByte?: number }): Promise<Uint8Array>;
  /** Many small files (64 MB each at most) in one go, in the order asked; what could not be read is its error. */
  readFiles(paths: readonly string[], limits?: CallLimits): Promise<readonly (Uint8Array | TransportError)[]>;
  /**
   * Much is about to be asked of that process: a place far away is asked for all of it in one go, and anew. Else what the kernel tells
   * there may be up to a second old. A hint: it answers nothing.
   */
  readonly expect?: (pid: number) => void;
  /** Names in the folder. Throws TransportError. */
  listDir(path: string, limits?: CallLimits): Promise<readonly string[]>;
  /** Where symbolic links point, as text, `socket:[123]`, in the order asked; what could not be read is its error. */
  readLinks(paths: readonly string[], limits?: CallLimits): Promise<readonly (string | TransportError)[]>;
  /** `follow` (true): of what a link points to. Throws TransportError. */
  stat(path: string, options?: CallLimits & { readonly follow?: boolean }): Promise<PathStat>;
  /**
   * One request over a UNIX socket as that user, the answer read to its end, as fast as it comes: a slow caller never
   * holds the writer. Another uid or gid is reached by a child process. Throws TransportError; `too-large` and a cut
   * answer carry what came in `partial`.
   */
  readonly unixSocket?: (
    path: string,
    request: Uint8Array,
    as: { readonly uid: number; readonly gid: number },
    limits?: CallLimits,
  ) => Promise<Uint8Array>;
  /** Why this transport cannot act as that user; undefined when it can. Looks only. */
  readonly cannotActAs?: (as: { readonly uid: number; readonly gid: number }) => string | undefined;
  readonly signal?: (pid: number, signal: 'SIGQUIT') => Promise<void>;
  /**
   * GET over HTTP from inside the place, to the JVM itself. The status, 0 when the client does not say, and the body. Throws
   * TransportError when nobody answers.
   */
  readonly httpGet?: (
    from: { readonly port: number; readonly path: string; readonly https?: true },
    limits?: CallLimits,
  ) => Promise<{ readonly status: number; readonly body: Uint8Array }>;
  /** What is known of ports and paths at which the place answers HTTP. */
  readonly http?: readonly HttpPlace[];
  /** `exec` with the output kept in a file at the place until it ended: a slow caller never holds the program. */
  readonly execToFile?: (argv: readonly string[], limits?: CallLimits) => Promise<ExecResult>;
  /** The last lines of what the place keeps of a container's output; `previous`: of the container that ran before it. */
  readonly logTail?: (
    options: CallLimits & { readonly lines: number; readonly previous?: boolean },
  ) => Promise<Uint8Array>;
  /** Marks the end of what the place keeps of a container's stdout; the answer reads what was written after it. */
  readonly markLog?: (limits?: CallLimits) => Promise<(limits?: CallLimits) => Promise<Uint8Array>>;
  /** Programs run inside the JVM's own container: their memory and threads count against its limits. */
  readonly insideLimits?: true;
  /**
   * A big file to a new file of this machine (0600), with constant memory. `timeoutMs` is for one piece. What came lies in
   * `toFile.partial` until all of it is there and proved; the same call later goes on from there, if the file at the place
   * still begins with it. Throws TransportError; the partial file stays.
   */
  readonly copyOut?: (path: string, toFile: string, options?: CopyOptions) => Promise<Copied>;
  /**
   * Says that a file which the JVM will create there is jdiag's: it goes with jdiag or with the connection (in a pod within 30 s).
   * Throws TransportError when something is there already.
   */
  readonly claim?: (path: string, limits?: CallLimits) => Promise<Claim>;
  /**
   * Puts a small program of ours into the place; from then on there is a `unixSocket` where no other program could give it.
   * Removed with the connection. Once only: later calls give the same. Throws TransportError.
   */
  readonly injectHelper?: (limits?: CallLimits) => Promise<{ readonly path: string; readonly sha256: string }>;
  /**
   * A container of its own beside that of the JVM, as that user, with the same processes in view and programs of its own. It
   * stays in the spec of the pod, and ends with the connection. Once only: later calls give the same. Throws TransportError.
   */
  readonly beside?: (as: { readonly uid: number; readonly gid: number }, limits?: CallLimits) => Promise<Transport>;
  /** Why a capability is absent, in a sentence. */
  readonly without?: {
    readonly unixSocket?: string;
    readonly signal?: string;
    readonly copyOut?: string;
    readonly beside?: string;
  };
  /** Why folders, links and sockets cannot be looked at here: only small text files can be read. */
  readonly nearlyBlind?: string;
  /** Creates an empty file owned by that user, never over another; the answer removes it. Removed also when jdiag exits. */
  readonly createEmpty?: (
    path: string,
    as: { readonly uid: number; readonly gid: number },
  ) => Promise<() => Promise<void>>;
};
