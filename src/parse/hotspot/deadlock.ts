import type { ReportedDeadlock } from '../../model/thread-dump.ts';
import type { Line } from './line.ts';

type Member = { thread: string; wants?: { address?: string; className?: string }; heldBy?: string };

/** A `Found one Java-level deadlock` section whose lines are still coming. */
export type DeadlockSection = {
  readonly line: number;
  endLine: number;
  readonly members: Member[];
  /** Below `Java stack information`: stacks that the threads above show, too. */
  stacks: boolean;
};

export const deadlockSection = (line: number): DeadlockSection => ({ line, endLine: line, members: [], stacks: false });

/** Takes a line of the section; false: it does not belong to it. */
export const addToDeadlock = (section: DeadlockSection, line: Line): boolean => {
  const last = section.members.at(-1);
  switch (line.kind) {
    case 'member':
      if (!section.stacks) section.members.push({ thread: line.name });
      return true;
    case 'wants':
      if (last !== undefined) last.wants = line.object;
      return true;
    case 'held-by':
      if (last !== undefined && line.name !== undefined) last.heldBy = line.name;
      return true;
    case 'deadlock-stacks':
      section.stacks = true;
      return true;
    case 'frame':
    case 'lock':
    case 'owned':
      return section.stacks;
    default:
      return line.kind === 'rule' || line.kind === 'note' || line.kind === 'synchronizers';
  }
};

/** JDK 8 also lists threads that queue behind the cycle, in front of it: the cycle begins where the last wait leads. */
const cycle = (members: readonly Member[]): readonly Member[] => {
  const back = members.at(-1)?.heldBy;
  const start = members.findIndex((member) => member.thread === back);
  return start > 0 ? members.slice(start) : members;
};

/** Two threads or more, and the last one waits for one of them; an owner that the JVM could not name is none of its faults. */
export const isWhole = ({ members }: DeadlockSection): boolean => {
  const back = members.at(-1)?.heldBy;
  return members.length > 1 && (back === undefined || members.some(({ thread }) => thread === back));
};

export const reported = (section: DeadlockSection): ReportedDeadlock => ({
  members: cycle(section.members),
  line: section.line,
  endLine: section.endLine,
});
