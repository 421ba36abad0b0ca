import { addToDeadlock, deadlockSection, isWhole, reported } from './deadlock.ts';
import type { Draft } from './draft.ts';
import type { Line } from './line.ts';

/** The lines of the SMR section; a second list, of ended threads, may follow the first one's brace. */
const listed = /^\s*(?:_\w+=|0x)/;
/** How log lines begin, and lines of the Heap section do not. */
const logged = /^[\d[{]/;

export const closeDeadlock = (draft: Draft): void => {
  const { deadlock } = draft;
  if (deadlock === undefined) return;
  if (deadlock.members.length > 0) draft.deadlocks.push(reported(deadlock));
  if (!isWhole(deadlock)) draft.damage ??= 'the deadlock it reports was not understood';
  draft.deadlock = undefined;
};

export const openDeadlock = (draft: Draft, at: number): void => {
  closeDeadlock(draft);
  draft.list.close();
  draft.section = 'deadlock';
  draft.deadlock = deadlockSection(at);
};

/** Gives a line to the deadlock section, if one is open; false: it is none of its lines. */
export const takeInDeadlock = (draft: Draft, line: Line, at: number): boolean => {
  if (draft.deadlock === undefined || !addToDeadlock(draft.deadlock, line)) return false;
  draft.deadlock.endLine = at;
  return true;
};

/** A blank line ends the sections that have no other end. */
export const takeBlank = (draft: Draft): void => {
  draft.blankBelow = true;
  if (draft.section === 'heap') draft.section = 'ended';
  else if (draft.section === 'smr') draft.section = 'threads';
};

/** Lines that begin, fill or end a section of the open dump; undefined: it is none of these. */
export const takeInSection = (draft: Draft, line: Line, text: string): boolean | undefined => {
  switch (line.kind) {
    case 'deadlock-count':
      closeDeadlock(draft);
      if (draft.section === 'deadlock') draft.section = draft.ended ? 'ended' : 'threads';
      return true;
    case 'end':
    case 'heap':
      draft.list.close();
      closeDeadlock(draft);
      draft.ended = true;
      draft.section = line.kind === 'heap' ? 'heap' : 'ended';
      return true;
    case 'histogram':
      draft.list.close();
      draft.section = 'ended';
      return false;
    case 'smr':
      draft.section = 'smr';
      return true;
    case 'brace':
      return draft.section === 'smr' || draft.section === 'heap';
    case 'agent-version':
      if (draft.format !== 'jstack-F') return false;
      draft.jvm = line.version;
      draft.jdk = line.jdk;
      return true;
    case 'unknown':
      return (draft.section === 'smr' && listed.test(text)) || (draft.section === 'heap' && !logged.test(text));
    default:
      return undefined;
  }
};
