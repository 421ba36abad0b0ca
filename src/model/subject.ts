/** Who the evidence is about. `id` is a short slug, unique in a capture, used as folder name: `jvm-1`. */
export type Subject = {
  readonly id: string;
  readonly kind: 'jvm' | 'pod' | 'workload' | 'node' | 'load';
  readonly name: string;
  readonly parent?: string;
  /** What the user asked for: `pid/123`, `pod/appr-api-1`, a path. */
  readonly target: string;
  readonly pid?: number;
  readonly startedAtMs?: number;
  readonly version?: string;
  readonly mainClass?: string;
  /** Part of every fingerprint: the workload and container, or the main class where there is no cluster. */
  readonly workload?: string;
};
