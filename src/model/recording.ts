import { boolean, type FactType, number } from './fact.ts';
import type { Source } from './source.ts';

/** First field of the first line of such a series. */
export const recordingFormat = 'jdiag-recording-1';

/**
 * What a recording knows of a JVM at each reading: what `--when` can name. A figure that cannot be known there (no limit, no counters, no
 * cluster) is absent.
 */
export const figureTypes = {
  threads: number('threads of the operating system'),
  memoryPct: number(
    'memory of the container, of its limit; as kubectl top counts it, without idle page cache',
    'percent',
  ),
  rssMb: number('resident memory, MiB'),
  heapPct: number('heap in use, of its maximum', 'percent'),
  oldPct: number('old generation in use, of its capacity; not ZGC and Shenandoah', 'percent'),
  gcPct: number('time since the last reading that collections stopped the JVM', 'percent'),
  fullGcs: number('full collections since the last reading; not ZGC and Shenandoah'),
  cpuCores: number('CPU since the last reading', 'cores'),
  cpuThrottledPct: number('periods since the last reading in which the CPU limit stopped it', 'percent'),
  openFiles: number('open file descriptors'),
  openFilesPct: number('of ulimit -n', 'percent'),
  pidsPct: number('threads and processes of the container, of its limit', 'percent'),
  restarts: number('restarts of the container'),
  probeFailed: boolean(
    'a probe of the kubelet failed since the last reading, or the container was ready and is not any more',
  ),
} as const satisfies Readonly<Record<string, FactType>>;

export type FigureName = keyof typeof figureTypes;
export const figureNames = Object.keys(figureTypes) as readonly FigureName[];
export type Figures = {
  readonly [K in FigureName]?: (typeof figureTypes)[K]['type'] extends 'boolean' ? boolean : number;
};

/** How the JVM ended, as far as an onlooker can know. `cause`: `OOMKilled`, `Error`, `pod deleted`, words of the runtime or the kernel. */
export type RecordedEnd = {
  readonly reason: string;
  readonly exitCode?: number;
  readonly signal?: number;
  readonly cause?: string;
};

/** One line of the series; `at` RFC 3339. `stopped`: by the user or at the end of the time asked for, the JVM still ran. */
export type RecordingLine = { readonly at: string } & (
  | {
      readonly format: typeof recordingFormat;
      readonly everyMs: number;
      readonly keep: number;
      readonly when?: string;
    }
  | { readonly figures: Figures }
  | { readonly crossed: string; readonly set: number; readonly of: number; readonly because: Figures }
  | { readonly gap: string }
  | { readonly ended: RecordedEnd }
  | { readonly stopped: string }
);

/** The way of one figure over the whole recording. */
export type FigureCourse = {
  readonly name: FigureName;
  readonly first: number;
  readonly last: number;
  readonly least: number;
  readonly most: number;
  readonly mostAtMs: number;
};

/** A condition that came true. `set` 0: no dumps were taken for it, all that were asked for had been taken. */
export type Crossing = {
  readonly atMs: number;
  readonly when: string;
  readonly set: number;
  readonly because: Figures;
  readonly source: Source;
};

/** A recording of one JVM life, figures folded to their course. */
export type Recording = {
  readonly artifactId: string;
  readonly everyMs?: number;
  readonly when?: string;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  readonly readings: number;
  readonly courses: readonly FigureCourse[];
  readonly crossings: readonly Crossing[];
  readonly gaps: readonly { readonly atMs: number; readonly reason: string; readonly source: Source }[];
  readonly end?: RecordedEnd & { readonly atMs: number; readonly source: Source };
  readonly stopped?: { readonly atMs: number; readonly reason: string };
};
