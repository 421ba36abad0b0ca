/** A line of a stack in a crash report: `V  [libjvm.so+0xed2f94]  Unsafe_PutLong+0x124`. `kind`: C native, V the JVM, j and J Java, v stub, A AOT. */
export type CrashFrame = { readonly kind: string; readonly library?: string; readonly text: string };

/**
 * What a HotSpot crash report (hs_err_pid*.log, also printed to stdout with -XX:+ErrorFileToStdout) says. Source: vmError.cpp of JDK 8 to 25.
 */
export type CrashReport = {
  readonly artifactId: string;
  /** `signal`: a thread did what the hardware forbids; `memory`: the operating system refused memory or a thread; `error`: a check of the JVM failed. */
  readonly kind: 'signal' | 'memory' | 'error';
  /** `SIGSEGV`, `SIGBUS`, `EXCEPTION_ACCESS_VIOLATION`. */
  readonly signal?: string;
  /** The line that says it, without its `#`. */
  readonly message: string;
  readonly line: number;
  /** Where -XX:+CrashOnOutOfMemoryError ended it: the kind of error, `java-heap-space`. */
  readonly outOfMemory?: string;
  readonly requestedBytes?: number;
  /** `mmap`, `malloc`, `thread`. */
  readonly requested?: 'mmap' | 'malloc' | 'thread';
  readonly problematic?: CrashFrame;
  /** The address that was touched, where it is near 0. */
  readonly isNullAddress: boolean;
  readonly pid?: number;
  readonly version?: string;
  readonly mainClass?: string;
  readonly takenAtMs?: number;
  readonly uptimeMs?: number;
  readonly thread?: { readonly name: string; readonly kind: string; readonly state?: string; readonly line: number };
  /** Method the compiler worked on. */
  readonly compiling?: string;
  /** Innermost first, of native and Java frames; the first 40. */
  readonly frames: readonly CrashFrame[];
  /** Names of the Java threads, the first 5000; absent: the report has no list of them. */
  readonly javaThreads?: readonly string[];
  readonly memory: {
    readonly physicalBytes?: number;
    readonly availableBytes?: number;
    readonly swapBytes?: number;
    readonly residentBytes?: number;
    /** Of the container. */
    readonly limitBytes?: number;
    readonly usedBytes?: number;
  };
  /** RLIMIT_NPROC (soft) and RLIMIT_AS; absent: none or not told. */
  readonly processLimit?: number;
  readonly addressSpaceBytes?: number;
  readonly mappings?: number;
  readonly mappingsMax?: number;
};

/** The reports of one JVM, by time. */
export type CrashReports = { readonly reports: readonly CrashReport[] };
