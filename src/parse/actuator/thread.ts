import type { Frame, FrameLock, Stack, Thread } from '../../model/thread-dump.ts';
import { field, integerOf, listField, textField } from '../json/values.ts';
import { lockIdentity } from '../thread/identity.ts';
import type { StackPool } from '../thread/stacks.ts';
import { isThreadState } from '../thread/state.ts';

/** The element in the text form the stack pool shares stacks by; undefined when it names no method. */
const frameKey = (element: unknown): string | undefined => {
  const className = textField(element, 'className');
  const method = textField(element, 'methodName');
  if (className === undefined || method === undefined) return undefined;
  const file = textField(element, 'fileName');
  const line = integerOf(field(element, 'lineNumber'));
  const native = field(element, 'nativeMethod') === true || line === -2;
  const place = file === undefined ? 'Unknown Source' : line === undefined || line < 0 ? file : `${file}:${line}`;
  return `${className}\0${method}\0${native ? 'Native Method' : place}`;
};

const frameOfKey = (key: string): Frame => {
  const [className = '', method = '', location = ''] = key.split('\0');
  return { className, method, location };
};

type Identity = { readonly address: string; readonly className?: string };

/** {className, identityHashCode}: printed as Objects.toIdentityString does, so that all mentions of a lock agree. */
const identityOf = (lock: unknown): Identity | undefined => {
  const className = textField(lock, 'className');
  const hash = integerOf(field(lock, 'identityHashCode'));
  if (className === undefined || hash === undefined) return undefined;
  return { address: `${className}@${(hash >>> 0).toString(16)}`, className };
};

const isObjectWait = ({ frames: [top] }: Stack): boolean =>
  top?.className === 'java.lang.Object' && top.method.startsWith('wait');

const wantedLock = (json: unknown, stack: Stack): readonly FrameLock[] => {
  const name = textField(json, 'lockName');
  const lock = identityOf(field(json, 'lockInfo')) ?? (name === undefined ? undefined : lockIdentity(name));
  if (lock === undefined) return [];
  const frame = Math.min(0, stack.frames.length - 1);
  const blocked = field(json, 'threadState') === 'BLOCKED';
  if (!isObjectWait(stack)) return [{ kind: blocked ? 'waiting-to-lock' : 'parking', ...lock, frame }];
  if (blocked) return [{ kind: 'waiting-to-relock', ...lock, frame }];
  // JMX leaves the monitor waited on out of the locked ones. It was entered, or nobody could wait on it: said as text dumps say it.
  const entered = stack.frames.findIndex(({ className }) => className !== 'java.lang.Object');
  return [
    { kind: 'waiting-on', ...lock, frame },
    { kind: 'locked', ...lock, frame: entered },
  ];
};

const lockedMonitors = (json: unknown, stack: Stack): readonly FrameLock[] =>
  listField(json, 'lockedMonitors').flatMap((monitor): readonly FrameLock[] => {
    const lock = identityOf(monitor);
    const depth = integerOf(field(monitor, 'lockedStackDepth'));
    if (lock === undefined || depth === undefined) return [];
    return [{ kind: 'locked', ...lock, frame: depth < stack.frames.length ? Math.max(-1, depth) : -1 }];
  });

const ownerOf = (json: unknown): Pick<Thread, 'waitsForThread'> => {
  const id = integerOf(field(json, 'lockOwnerId'));
  const name = textField(json, 'lockOwnerName');
  if (id === undefined || id < 0) return name === undefined ? {} : { waitsForThread: { name } };
  return { waitsForThread: { id, ...(name === undefined ? {} : { name }) } };
};

const stateTextOf = (json: unknown): Pick<Thread, 'stateText'> => {
  const words = ['inNative', 'suspended'].filter((key) => field(json, key) === true);
  return words.length === 0 ? {} : { stateText: words.join(', ').replace('inNative', 'in native') };
};

/** One java.lang.management.ThreadInfo as JSON; undefined when it has neither a name nor an id. */
export const threadOfActuator = (
  json: unknown,
  line: number,
  endLine: number,
  stacks: StackPool,
): { readonly thread: Thread; readonly unknownFrames: number } | undefined => {
  const id = integerOf(field(json, 'threadId'));
  const name = textField(json, 'threadName');
  if (id === undefined && name === undefined) return undefined;
  const elements = listField(json, 'stackTrace');
  const keys = elements.map(frameKey).filter((key) => key !== undefined);
  const stack = stacks.stack(keys, frameOfKey);
  const state = field(json, 'threadState');
  const priority = integerOf(field(json, 'priority'));
  const synchronizers = field(json, 'lockedSynchronizers');
  const owned = listField(json, 'lockedSynchronizers')
    .map(identityOf)
    .filter((lock) => lock !== undefined);
  const thread: Thread = {
    name: name ?? '',
    kind: 'platform',
    ...(id === undefined ? {} : { id }),
    daemon: field(json, 'daemon') === true,
    ...(priority === undefined ? {} : { priority }),
    ...(isThreadState(state) ? { state } : {}),
    ...stateTextOf(json),
    stack,
    locks: [...wantedLock(json, stack), ...lockedMonitors(json, stack)],
    ...(Array.isArray(synchronizers) ? { ownedSynchronizers: owned } : {}),
    ...ownerOf(json),
    line,
    endLine,
  };
  return { thread, unknownFrames: elements.length - keys.length };
};
