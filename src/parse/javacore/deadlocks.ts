import type { ReportedDeadlock } from '../../model/thread-dump.ts';
import { javacoreLock } from './frames.ts';

type Wanted = { readonly address?: string; readonly className?: string };
type Link = { readonly thread: string; wants?: Wanted };
type Open = { readonly line: number; endLine: number; readonly chain: Link[] };

/** Reads the 1LKDEADLOCK blocks: thread, what it waits for, the owner, ... until the first thread comes again. */
export type DeadlockReader = {
  readonly line: (tag: string, text: string, number: number) => boolean;
  readonly deadlocks: () => readonly ReportedDeadlock[];
};

const closed = ({ chain, line, endLine }: Open): ReportedDeadlock | undefined => {
  const first = chain[0];
  const last = chain.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const members =
    chain.length > 1 && last.thread === first.thread && last.wants === undefined ? chain.slice(0, -1) : chain;
  if (members.length === 0) return undefined;
  return {
    members: members.map(({ thread, wants }, index) => {
      const heldBy = (members[index + 1] ?? (members.length < chain.length ? first : undefined))?.thread;
      return { thread, ...(wants === undefined ? {} : { wants }), ...(heldBy === undefined ? {} : { heldBy }) };
    }),
    line,
    endLine,
  };
};

export const deadlockReader = (): DeadlockReader => {
  const found: ReportedDeadlock[] = [];
  let open: Open | undefined;
  const close = (): void => {
    const deadlock = open === undefined ? undefined : closed(open);
    if (deadlock !== undefined) found.push(deadlock);
    open = undefined;
  };
  return {
    line: (tag, text, number) => {
      if (tag === '1LKDEADLOCK') {
        close();
        open = { line: number, endLine: number, chain: [] };
        return true;
      }
      if (open === undefined || !/^[234]LKDEADLOCK/.test(tag)) return false;
      open.endLine = number;
      if (tag === '2LKDEADLOCKTHR') {
        const name = /^Thread "(.*)" \(/.exec(text)?.[1];
        if (name !== undefined) open.chain.push({ thread: name });
      } else if (tag === '4LKDEADLOCKOBJ') {
        const link = open.chain.at(-1);
        if (link !== undefined) link.wants = javacoreLock(text.trim());
      }
      return true;
    },
    deadlocks: () => {
      close();
      return found;
    },
  };
};
