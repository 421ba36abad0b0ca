import type { JournalEntry } from '../../model/capture.ts';
import type { Subject } from '../../model/subject.ts';
import type { Patient } from '../patient.ts';

/** `run`: of several JVMs of one container, one after the other, which one it is. */
export const subjectOf = (
  { jvm, target, execs, workload = jvm.mainClass }: Patient,
  index: number,
  run = 1,
): Subject => ({
  id: `jvm-${index + 1}`,
  kind: 'jvm',
  // Replicas run the same class: in a cluster it is the pod that tells them apart.
  name: `${execs === undefined ? (jvm.mainClass ?? target) : target}${run === 1 ? '' : ` (run ${run})`}`,
  target,
  pid: jvm.identity.pid,
  ...(jvm.startedAtMs === undefined ? {} : { startedAtMs: jvm.startedAtMs }),
  ...(jvm.version === undefined ? {} : { version: jvm.version }),
  ...(jvm.mainClass === undefined ? {} : { mainClass: jvm.mainClass }),
  ...(workload === undefined ? {} : { workload }),
});

/** The commands run in a container: the cluster's audit log has each of them, too. */
export const execJournal = (patient: Patient, subject: string): readonly JournalEntry[] =>
  (patient.execs?.() ?? []).map(({ startedAtMs, argv, outcome, durationMs }) => ({
    at: new Date(startedAtMs).toISOString(),
    subject,
    action: `exec ${argv.join(' ')}`,
    outcome,
    durationMs,
    cost: 'none',
    leaves: 'nothing',
  }));
