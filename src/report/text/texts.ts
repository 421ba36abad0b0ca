import type { Report } from '../../model/report.ts';
import type { Severity } from '../../model/verdict.ts';
import type { GcTexts } from './gc.ts';
import type { HeapTexts } from './heap/texts.ts';
import type { HistogramTexts } from './histogram.ts';

/** Every word of a report that is not from the evidence or from a rule. */
export type Texts = {
  readonly heap: HeapTexts;
  readonly histogram: HistogramTexts;
  readonly severity: Readonly<Record<Severity, string>>;
  readonly verdict: Readonly<Record<Report['verdict'], string>>;
  readonly verdictLine: (verdict: string, detail: string) => string;
  readonly findings: (count: number) => string;
  readonly incidents: (findings: string, count: number) => string;
  /** Before the findings that follow from the one above. */
  readonly follows: string;
  readonly undecided: (count: number) => string;
  readonly notCollected: (count: number) => string;
  /** Beside a kind of evidence that is not there. */
  readonly furtherRules: (count: number) => string;
  readonly accepted: (count: number) => string;
  readonly acceptedUntil: (day: string, reason: string) => string;
  readonly acceptanceExpired: (day: string, reason: string) => string;
  readonly noFindings: string;
  readonly heading: {
    readonly families: string;
    readonly stacks: string;
    readonly locks: string;
    readonly notCollected: string;
    readonly further: string;
    readonly nextStep: string;
    readonly notices: string;
    readonly findings: string;
    readonly accepted: string;
    readonly overview: string;
    /** Instead of it, where everything is only info. */
    readonly worthKnowing: string;
    readonly timeline: string;
  };
  readonly nativeMemory: Readonly<Record<'heading' | 'part' | 'all' | 'committed' | 'reserved' | 'change', string>>;
  /** The line of a load test. */
  readonly load: Readonly<
    Record<'requests' | 'perSecond' | 'failed' | 'median' | 'p95' | 'slowest' | 'dropped', (value: string) => string>
  >;
  readonly timeline: {
    readonly jvmStart: string;
    readonly threadDump: (threads: string) => string;
    readonly restart: (container: string, restarts: string) => string;
    readonly containerEnd: (container: string, reason: string, exitCode: string) => string;
    readonly loadStart: (users: string) => string;
    readonly loadEnd: (requests: string, failedPct: string) => string;
    readonly condition: (when: string, figures: string) => string;
    readonly jvmEnd: (reason: string, cause: string, exitCode: string) => string;
    readonly fullGc: (cause: string, duration: string) => string;
  };
  /** After a cause: what ends the JVM next. `limit`: memory, pids.max, liveness. */
  readonly diesIn: (limit: string, low: string, high: string) => string;
  /** After a cause: how many findings follow from it. */
  readonly followed: (count: number) => string;
  readonly column: {
    readonly family: string;
    readonly count: string;
    readonly idle: string;
    readonly births: string;
    readonly cpu: string;
    readonly library: string;
  };
  readonly podColumn: {
    readonly pod: string;
    readonly node: string;
    readonly age: string;
    readonly restarts: string;
    readonly lastExit: string;
    readonly memory: string;
    readonly threads: string;
    readonly gc: string;
    readonly probe: string;
    readonly dies: string;
  };
  readonly probe: { readonly ok: string; readonly failing: string };
  readonly notReady: string;
  /** How many of the replicas have a finding, and which. */
  readonly inReplicas: (count: number, all: number, names: string) => string;
  readonly onlyIn: (name: string) => string;
  readonly ago: (duration: string) => string;
  readonly morePods: (count: number) => string;
  readonly gc: GcTexts;
  readonly threads: (count: string) => string;
  readonly uptime: (duration: string) => string;
  readonly dumps: (count: number, interval: string | undefined) => string;
  readonly byProcess: string;
  readonly withVirtual: (count: string) => string;
  readonly moreFamilies: (families: number, threads: string) => string;
  readonly moreStacks: (count: number) => string;
  readonly moreLocks: (count: number) => string;
  readonly moreFrames: (count: number) => string;
  readonly moreLines: (count: number) => string;
  readonly moreFindings: (count: number) => string;
  readonly andMore: (count: string) => string;
  readonly noStack: string;
  readonly idleStacks: (threads: string, stacks: number) => string;
  readonly waiting: (count: string) => string;
  readonly monitor: string;
  readonly synchronizer: string;
  readonly heldBy: (name: string) => string;
  readonly likelyHeldBy: (names: string) => string;
  readonly holderUnknown: string;
  readonly deadlock: (names: string) => string;
  readonly outcome: Readonly<Record<'partial' | 'failed', string>>;
  readonly rung: Readonly<Record<'refused' | 'failed', string>>;
  readonly evidence: string;
  readonly fix: string;
  readonly next: string;
  readonly falsePositives: string;
  readonly notDecided: (rules: string) => string;
  readonly openBecause: (rule: string, reason: string) => string;
  readonly missing: (kinds: string) => string;
  readonly failedRules: (rules: string) => string;
};
