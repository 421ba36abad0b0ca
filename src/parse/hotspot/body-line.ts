import type { ThreadState } from '../../model/thread-dump.ts';
import { deadlockLine } from './deadlock-line.ts';
import { agentFrame, javaFrame } from './frame.ts';
import type { Interning } from './interning.ts';
import { type Line, note, unknown } from './line.ts';
import { lockLine, objectRef, owner } from './lock.ts';

const stateLine = /^java\.lang\.Thread\.State: ([A-Z_]+)(?: \(([^)]*)\))?(?: on (\S+@[0-9a-f]+))?/;
const states: ReadonlySet<string> = new Set(['NEW', 'RUNNABLE', 'BLOCKED', 'WAITING', 'TIMED_WAITING', 'TERMINATED']);

const readState = (text: string, interning: Interning): Line => {
  const match = stateLine.exec(text);
  if (match === null) return unknown;
  const [, state, words, object] = match;
  const wants = object === undefined ? undefined : objectRef(object, 0, interning);
  const holder = owner(text);
  return {
    kind: 'state',
    ...(states.has(state as string) ? { state: state as ThreadState } : {}),
    ...(words === undefined ? {} : { text: interning.text(words) }),
    ...(wants === undefined ? {} : { wants }),
    ...(holder === undefined ? {} : { owner: holder }),
  };
};

/** The text after `- `: a lock, an owned synchronizer, or a frame of the serviceability agent. */
const afterDash = (text: string, interning: Interning): Line => {
  if (text.includes('bci=')) {
    const frame = agentFrame(text, interning);
    return frame === undefined ? unknown : { kind: 'frame', ...frame, agent: true };
  }
  const lock = lockLine(text, interning);
  if (lock !== undefined) return { kind: 'lock', ...lock, shared: [] };
  if (text === 'None') return { kind: 'owned' };
  const object = objectRef(text, 0, interning);
  return object === undefined ? unknown : { kind: 'owned', ...object };
};

const notes =
  /^(?:No compile task|Compiling: |JavaThread state: |Thread: 0x|Number of locked synchronizers = |Locked synchronizers: count = |blocks .+@\d+$|-- |\^-- |\.\.\. |in JNI|JDK version: )/;

/** Lines that begin with white space, and the same lines where a paste lost it. `text` is trimmed. */
export const bodyLine = (text: string, interning: Interning): Line => {
  switch (text.charCodeAt(0)) {
    case 97:
      if (text.startsWith('at ')) {
        const frame = javaFrame(text.slice(3).trim(), interning);
        if (frame !== undefined) return { kind: 'frame', ...frame, agent: false };
      }
      return unknown;
    case 45: {
      let from = 1;
      while (text.charCodeAt(from) === 32) from++;
      if (from === 1) return notes.test(text) ? note : unknown;
      return afterDash(text.slice(from), interning);
    }
    case 106:
      return readState(text, interning);
    case 119:
      if (text.startsWith('which is held by') || /^waiting (?:to lock [mM]|to re-lock m|for own)/.test(text)) {
        return deadlockLine(text, interning);
      }
      return text.startsWith('waiting for ') ? afterDash(text, interning) : unknown;
    case 76:
      if (/^Locked ownable synchronizers:$/.test(text)) return { kind: 'synchronizers' };
      return text.startsWith('Locked synchronizers: count') ? { kind: 'synchronizers' } : unknown;
    case 78:
      if (text.startsWith('Number of locked synchronizers')) return { kind: 'synchronizers' };
      return notes.test(text) ? note : unknown;
    case 67:
    case 77: {
      const virtual = /^(Carrying|Mounted) virtual thread #(\d+)/.exec(text);
      if (virtual === null) return notes.test(text) ? note : unknown;
      return { kind: virtual[1] === 'Carrying' ? 'carrying' : 'mounted', id: Number(virtual[2]) };
    }
    case 42: {
      const frame = agentFrame(text.slice(1).trim(), interning);
      return frame === undefined ? unknown : { kind: 'frame', ...frame, agent: true };
    }
    case 46:
      return text === '...' ? { kind: 'elided' } : notes.test(text) ? note : unknown;
    default:
      return notes.test(text) ? note : unknown;
  }
};
