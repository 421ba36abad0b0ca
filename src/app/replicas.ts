import { replicaOf } from '../facts/replica/figures.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Subject } from '../model/subject.ts';

type Judgeable = { readonly subject: Subject; readonly evidence: Evidence };

/** JVMs in pods of the same workload and container. On one machine equal main classes need not be replicas. */
const workloadOf = ({ subject, evidence }: Judgeable): string | undefined =>
  subject.kind === 'jvm' && evidence.models.pod !== undefined ? subject.workload : undefined;

/** Of JVMs that ran one after the other in one container the newest: the others are its past, not its siblings. */
const newestRuns = <T extends Judgeable>(all: readonly T[]): ReadonlySet<T> =>
  new Set(new Map(all.map((each) => [each.subject.target, each])).values());

/** Each replica with the figures of its siblings in its evidence. */
export const withReplicas = <T extends Judgeable>(all: readonly T[]): readonly T[] => {
  const siblings = new Map<string, T[]>();
  for (const each of newestRuns(all)) {
    const workload = workloadOf(each);
    if (workload === undefined) continue;
    const members = siblings.get(workload);
    if (members === undefined) siblings.set(workload, [each]);
    else members.push(each);
  }
  const figures = new Map(
    [...siblings.values()]
      .filter((members) => members.length > 1)
      .flatMap((members) => members.map((member) => [member, replicaOf(member.evidence, member.subject)] as const)),
  );
  return all.map((each) => {
    const own = figures.get(each);
    const others = (siblings.get(workloadOf(each) ?? '') ?? []).flatMap((other) =>
      other === each ? [] : (figures.get(other) ?? []),
    );
    return own === undefined ? each : { ...each, evidence: { ...each.evidence, replicas: { own, others } } };
  });
};
