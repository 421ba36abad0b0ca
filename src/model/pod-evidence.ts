import type { Source } from './source.ts';

/** How often and after how long the kubelet gives up on a container. Times ms. Source: core/v1 Probe, its defaults filled in. */
export type ContainerProbe = {
  readonly kind: 'liveness' | 'readiness' | 'startup';
  readonly initialDelayMs: number;
  readonly periodMs: number;
  readonly timeoutMs: number;
  readonly failureThreshold: number;
  /** `GET :8080/actuator/health`, `exec cat`, `tcp :8080`. */
  readonly what: string;
};

/** One run of a container that is over. `signal` is 9 for exit code 137 where the runtime names none. */
export type ContainerRun = {
  readonly reason?: string;
  /** Absent: a table of kubectl shows that it ended, not how. */
  readonly exitCode?: number;
  readonly signal?: number;
  readonly message?: string;
  readonly startedAtMs?: number;
  readonly finishedAtMs?: number;
};

export type MountedVolume = {
  readonly path: string;
  /** `memory`: an emptyDir whose files count against the container's memory. */
  readonly volume: 'persistent' | 'empty-dir' | 'memory' | 'host' | 'projected' | 'other';
  readonly readOnly: boolean;
};

/** One container of a pod: what its spec asks for and what its status says. Sizes in bytes, CPU in cores. */
export type PodContainerEvidence = {
  readonly name: string;
  readonly image: string;
  /** Command and arguments of the spec, redacted; the image has its own where they are empty. */
  readonly command: readonly string[];
  /** Environment variables from which a JVM takes options: JAVA_TOOL_OPTIONS, JDK_JAVA_OPTIONS, JAVA_OPTS and the like. */
  readonly javaOptions: Readonly<Record<string, string>>;
  /** Environment variables that set the size of a pool, by name: SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE. */
  readonly sizes: Readonly<Record<string, number>>;
  readonly memoryRequestBytes?: number;
  readonly memoryLimitBytes?: number;
  readonly cpuRequestCores?: number;
  readonly cpuLimitCores?: number;
  readonly readOnlyRoot: boolean;
  readonly probes: readonly ContainerProbe[];
  readonly mounts: readonly MountedVolume[];
  readonly state: 'running' | 'waiting' | 'terminated' | 'unknown';
  readonly reason?: string;
  readonly message?: string;
  readonly ready: boolean;
  readonly startedAtMs?: number;
  /** Absent: a part of a text that does not say so. */
  readonly restartCount?: number;
  /** How the run that is over now ended, when `state` is `terminated`. */
  readonly end?: ContainerRun;
  /** How the run before this one ended. */
  readonly lastEnd?: ContainerRun;
  /** From the metrics API. */
  readonly usage?: { readonly memoryBytes?: number; readonly cpuCores?: number };
  readonly source: Source;
};

/** An event of the pod or of its node. `container` where the event is about one. */
export type KubeEvent = {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly count: number;
  readonly firstAtMs?: number;
  readonly lastAtMs?: number;
  readonly container?: string;
  readonly source: Source;
};

export type KubeCondition = {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly sinceMs?: number;
};

export type NodeEvidence = {
  readonly name: string;
  readonly conditions: readonly KubeCondition[];
  readonly unschedulable: boolean;
  readonly allocatableMemoryBytes?: number;
  readonly source: Source;
};

/** One HorizontalPodAutoscaler over the workload of the pod, its memory metric where it has one. */
export type AutoscalerEvidence = {
  readonly name: string;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly currentReplicas: number;
  readonly desiredReplicas: number;
  readonly memory?: {
    /** Percent of the requests of all containers, or bytes per pod. */
    readonly targetPct?: number;
    readonly targetBytes?: number;
    readonly currentPct?: number;
    readonly currentBytes?: number;
    /** The metric of one container (ContainerResource); absent: the sum of all. */
    readonly container?: string;
  };
  readonly conditions: readonly KubeCondition[];
  readonly source: Source;
};

/** What a cluster says of one pod at one moment. An absent field could not be had: `problems` of the artifact say why. */
export type PodEvidence = {
  readonly artifactId: string;
  readonly takenAtMs: number;
  /** Nothing says when it was taken: its times are right among themselves, as dates they mean nothing. */
  readonly clockUnknown?: true;
  readonly namespace: string;
  readonly name: string;
  readonly node?: string;
  /** `Running`, `Pending`, `Failed` ...; `Terminating` once its deletion was asked for. */
  readonly phase: string;
  /** Why the pod as a whole failed: `Evicted`, `NodeLost`. */
  readonly reason?: string;
  readonly message?: string;
  readonly createdAtMs?: number;
  /** The workload that outlives the pod. */
  readonly owner?: { readonly kind: string; readonly name: string };
  readonly terminationGraceMs: number;
  readonly conditions: readonly KubeCondition[];
  readonly containers: readonly PodContainerEvidence[];
  /** Names of the containers this evidence was taken for; absent: all of the pod. */
  readonly of?: readonly string[];
  readonly events?: readonly KubeEvent[];
  readonly nodeEvidence?: NodeEvidence;
  readonly autoscalers?: readonly AutoscalerEvidence[];
};
