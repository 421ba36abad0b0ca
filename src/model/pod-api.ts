import type { CallLimits, HttpPlace, Transport } from './transport.ts';

/** How a container ended. `signal` absent: it ended by itself. Times epoch ms. */
export type ContainerEnd = {
  readonly reason?: string;
  readonly exitCode: number;
  readonly signal?: number;
  readonly finishedAtMs?: number;
};

/** One container of a pod: what its spec asks for and what its status says. */
export type PodContainer = {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  /** Where the kubelet asks it how it does: HTTP probes, and the ports it names. */
  readonly http?: readonly HttpPlace[];
  readonly state: 'running' | 'waiting' | 'terminated' | 'unknown';
  /** Why it waits or ended: `CrashLoopBackOff`, `OOMKilled`. */
  readonly reason?: string;
  /** Changes with every start. */
  readonly containerId?: string;
  readonly restartCount: number;
  /** Its readiness probe answers; absent where the status does not say. */
  readonly ready?: boolean;
  /** How it ended when its state is `terminated`. */
  readonly end?: ContainerEnd;
  /** How the one before this one ended. */
  readonly lastEnd?: ContainerEnd;
};

export type Pod = {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly node?: string;
  /** `Running`, `Pending`, `Failed` ...; `Terminating` once its deletion was asked for. */
  readonly phase: string;
  readonly owner?: { readonly kind: string; readonly name: string };
  readonly containers: readonly PodContainer[];
};

export type PodRef = { readonly namespace: string; readonly name: string };

export type PodEvent = {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly count: number;
  readonly lastAtMs?: number;
};

/** What the caller wants to do, for an access review. */
export type Access = {
  readonly verb: string;
  readonly resource: string;
  readonly subresource?: string;
  /** API group; absent: the core group. */
  readonly group?: string;
  /** Absent: a resource of the whole cluster. */
  readonly namespace?: string;
};

export type WorkloadKind = 'deployment' | 'statefulset' | 'daemonset' | 'job';

/** Why the cluster did not do what was asked, in one word for the program and in words for a person. */
export class ClusterError extends Error {
  override readonly name = 'ClusterError';
  readonly code: 'not-found' | 'denied' | 'not-logged-in' | 'unreachable' | 'timed-out' | 'aborted' | 'failed';
  /** The status of an answer that the API server only passed on, from a pod. */
  readonly passedOn?: number;
  constructor(code: ClusterError['code'], message: string, passedOn?: number) {
    super(message);
    this.code = code;
    if (passedOn !== undefined) this.passedOn = passedOn;
  }
}

/** What jdiag asks of a cluster. Every call throws ClusterError and has a time limit. */
export type PodApi = {
  /** `context admin`, `this cluster (service account)`. */
  readonly place: string;
  /** Namespace of the context, or the one given. */
  readonly namespace: string;
  pod(ref: PodRef, limits?: CallLimits): Promise<Pod>;
  /** `namespace` absent: all. */
  pods(
    which: { readonly namespace?: string; readonly selector?: string },
    limits?: CallLimits,
  ): Promise<readonly Pod[]>;
  /** The label selector of a workload, in the form of `-l`. */
  selectorOf(kind: WorkloadKind, ref: PodRef, limits?: CallLimits): Promise<string>;
  events(ref: PodRef, limits?: CallLimits): Promise<readonly PodEvent[]>;
  /**
   * All that the cluster says of the pod, of these containers of it (all): a Kubernetes List as JSON, secrets not yet redacted.
   * What may not be read is named in it.
   */
  evidence(pod: Pod, containers: readonly string[] | undefined, limits?: CallLimits): Promise<Uint8Array>;
  /** The last lines of a container's log. */
  logTail(
    ref: PodRef,
    container: string,
    options: CallLimits & { readonly lines: number; readonly previous?: boolean },
  ): Promise<Uint8Array>;
  /** Whether the node's kubelet reports; true for a node that says nothing of it. */
  isNodeReady(node: string, limits?: CallLimits): Promise<boolean>;
  canI(access: Access, limits?: CallLimits): Promise<boolean>;
  /** `1.31` of the server. */
  serverVersion(limits?: CallLimits): Promise<{ readonly major: number; readonly minor: number }>;
  /** The inside of a container. Executes a command to learn what the image can do. */
  transport(pod: Pod, container: string, limits?: CallLimits): Promise<PodTransport>;
};

/** One command run in a container: an audit record in the cluster. */
export type ExecRecord = {
  readonly startedAtMs: number;
  readonly argv: readonly string[];
  readonly outcome: string;
  readonly durationMs: number;
};

/** A transport that keeps a connection. */
export type PodTransport = Transport & {
  /** Commands run in the container so far, in order. */
  readonly execs: () => readonly ExecRecord[];
  close(): void;
};
