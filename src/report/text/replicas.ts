import type { Report } from '../../model/report.ts';
import { type Story, storiesOf } from './story.ts';

/** A story that is told once, of all replicas of a workload that have it: `subjects` are their ids, the worst first. */
export type SharedStory = Story & {
  readonly subjects: readonly string[];
  /** Replicas of that workload in the report, those without it included. */
  readonly replicas: number;
};

/** The same cause and the same consequences in the same workload. */
const keyOf = ({ root, follows }: Story): string =>
  [root, ...follows].map(({ ruleId, fingerprint }) => `${ruleId} ${fingerprint}`).join('\n');

/** The stories of the report, what replicas have in common told once. */
export const sharedStories = (report: Report): readonly SharedStory[] => {
  const workloadOf = (id: string): string | undefined => report.subjects.find((subject) => subject.id === id)?.workload;
  const replicasOf = (id: string): number => {
    const workload = workloadOf(id);
    return workload === undefined ? 1 : report.subjects.filter((subject) => subject.workload === workload).length;
  };
  const told = new Map<string, { readonly story: Story; readonly subjects: string[] }>();
  for (const story of storiesOf(report)) {
    const { subject } = story.root;
    // Without a workload equal names are chance.
    const base = replicasOf(subject) > 1 ? keyOf(story) : `${subject}\n${keyOf(story)}`;
    // Two of one subject that look alike are two.
    let key = base;
    while (told.get(key)?.subjects.includes(subject) === true) key += '\n';
    const known = told.get(key);
    if (known === undefined) told.set(key, { story, subjects: [subject] });
    else known.subjects.push(subject);
  }
  return [...told.values()].map(({ story, subjects }) => ({
    ...story,
    subjects,
    replicas: replicasOf(story.root.subject),
  }));
};
