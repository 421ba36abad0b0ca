import type { ClusterOptions } from '../kube/connection.ts';
import type { ExecRecord, PodContainer, PodEvent } from '../model/pod-api.ts';
import type { CallLimits, Transport } from '../model/transport.ts';
import type { LocalJvm } from '../target/local-jvms.ts';

export type ClusterScope = ClusterOptions & {
  readonly allNamespaces?: boolean;
  readonly container?: string;
  /** Pods looked into at once; 16. */
  readonly maxParallel?: number;
  /** How long looking into one pod may take; 20 s. */
  readonly podLimitMs?: number;
};

/** A JVM to be examined, and the way to it. */
export type Patient = {
  readonly jvm: LocalJvm;
  readonly transport: Transport;
  /** How to name it again on the command line. */
  readonly target: string;
  /** What fingerprints go by; absent: the main class. */
  readonly workload?: string;
  readonly execs?: () => readonly ExecRecord[];
  /** `namespace/name` of its pod. */
  readonly pod?: string;
  /** What the cluster says of its pod, for the container it runs in. Throws ClusterError. */
  readonly evidence?: (limits: CallLimits) => Promise<Uint8Array>;
  /** How its container does now, and what the cluster's events say of the pod: two small calls. Throws ClusterError. */
  readonly watch?: (limits: CallLimits) => Promise<WatchedPod>;
  readonly close?: () => void;
  /** The JVM of the same container anew, after a cut or a restart; undefined: none runs there now. Throws TransportError. */
  readonly reopen?: (signal: AbortSignal) => Promise<Pick<Patient, 'jvm' | 'transport' | 'execs'> | undefined>;
};

/** `container` absent: it is not in the pod any more. */
export type WatchedPod = {
  readonly phase: string;
  readonly container?: PodContainer;
  readonly events: readonly PodEvent[];
};

/** A place where nothing could be examined. One such never stops the others. */
export type Unreached = {
  readonly target: string;
  /** `namespace/name`. */
  readonly pod?: string;
  readonly name: string;
  readonly reason: string;
  /** Looked into, and no JVM runs there. */
  readonly noJvm?: true;
  /** Containers beside a JVM that is examined. */
  readonly beside?: true;
  readonly workload?: string;
  /** What the cluster says of the pod. Throws ClusterError. */
  readonly evidence?: (limits: CallLimits) => Promise<Uint8Array>;
  /** Logs of containers that ended. Throw ClusterError. */
  readonly logs?: readonly {
    readonly of: string;
    readonly read: (limits: CallLimits & { readonly lines: number }) => Promise<Uint8Array>;
  }[];
};

export type Places = { readonly patients: readonly Patient[]; readonly unreached: readonly Unreached[] };
