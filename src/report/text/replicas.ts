import type { Finding } from '../../model/finding.ts';
import type { Report } from '../../model/report.ts';
import { type Story, storiesOf } from './story.ts';

/** A story that is told once, of all replicas of a workload that have its cause: `subjects` are their ids, the worst first. */
export type SharedStory = Story & {
  readonly subjects: readonly string[];
  /** Replicas of that workload in the report, those without it included. */
  readonly replicas: number;
  /** What followed in some of the subjects only: in which. */
  readonly notInAll: ReadonlyMap<Finding, readonly string[]>;
};

const keyOf = ({ ruleId, fingerprint }: Finding): string => `${ruleId} ${fingerprint}`;

type Told = { readonly root: Finding; readonly subjects: string[]; readonly follows: Map<string, Finding[]> };

const toldOnce = ({ root, subjects, follows }: Told): Omit<SharedStory, 'replicas'> => {
  const all = [...follows.values()];
  const partly = all.filter((same) => same.length < subjects.length);
  return {
    root,
    subjects,
    follows: all.flatMap(([first]) => first ?? []),
    notInAll: new Map(partly.map((same) => [same[0] as Finding, same.map(({ subject }) => subject)])),
  };
};

/** The stories of the report, what replicas have in common told once. */
export const sharedStories = (report: Report): readonly SharedStory[] => {
  const workloadOf = (id: string): string | undefined => report.subjects.find((subject) => subject.id === id)?.workload;
  const replicasOf = (id: string): number => {
    const workload = workloadOf(id);
    return workload === undefined ? 1 : report.subjects.filter((subject) => subject.workload === workload).length;
  };
  const told = new Map<string, Told>();
  for (const { root, follows } of storiesOf(report)) {
    const { subject } = root;
    // Without a workload equal names are chance.
    let key = replicasOf(subject) > 1 ? `${workloadOf(subject)}\n${keyOf(root)}` : `${subject}\n${keyOf(root)}`;
    // Two of one subject that look alike are two.
    while (told.get(key)?.subjects.includes(subject) === true) key += '\n';
    const story = told.get(key) ?? { root, subjects: [], follows: new Map<string, Finding[]>() };
    told.set(key, story);
    story.subjects.push(subject);
    for (const [at, finding] of follows.entries()) {
      const same = follows.slice(0, at).filter((before) => keyOf(before) === keyOf(finding)).length;
      const name = `${keyOf(finding)} ${same}`;
      story.follows.set(name, [...(story.follows.get(name) ?? []), finding]);
    }
  }
  return [...told.values()].map((story) => ({ ...toldOnce(story), replicas: replicasOf(story.root.subject) }));
};
