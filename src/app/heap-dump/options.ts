import type { Allowance } from '../../model/capture.ts';
import type { AllowanceQuestion } from '../../model/probe.ts';
import type { ClusterScope } from '../patient.ts';
import type { Progress } from '../progress.ts';

export type HeapDumpOptions = {
  readonly outputFile: string;
  readonly live: boolean;
  /** Compressed by the JVM; undefined: in a pod, where the JDK can. */
  readonly gzip: boolean | undefined;
  readonly folder?: string;
  /** Go on where the table says STOP. */
  readonly force: boolean;
  readonly allow: ReadonlySet<Allowance>;
  readonly ask?: (question: AllowanceQuestion) => Promise<boolean>;
  readonly cluster: ClusterScope;
  readonly signal: AbortSignal;
  readonly progress: Progress;
};
