import type { FrameLock, Stack, Thread } from '../../model/thread-dump.ts';
import { field, integerOf, listField, textField } from '../json/values.ts';
import { frameOf } from '../text/frame.ts';
import { lockIdentity } from '../thread/identity.ts';
import type { StackPool } from '../thread/stacks.ts';
import { isThreadState } from '../thread/state.ts';
import { runsVirtualThread } from './virtual.ts';

/** What the top frame waits for; at most one is present. */
const wantedLock = (json: unknown): readonly FrameLock[] => {
  const parkBlocker = textField(field(json, 'parkBlocker'), 'object') ?? textField(json, 'parkBlocker');
  if (parkBlocker !== undefined) return [{ kind: 'parking', ...lockIdentity(parkBlocker), frame: 0 }];
  const blockedOn = textField(json, 'blockedOn');
  if (blockedOn !== undefined) return [{ kind: 'waiting-to-lock', ...lockIdentity(blockedOn), frame: 0 }];
  const waitingOn = textField(json, 'waitingOn');
  if (waitingOn !== undefined) return [{ kind: 'waiting-on', ...lockIdentity(waitingOn), frame: 0 }];
  return [];
};

/** `monitorsOwned`: an array of {depth, locks}; null in `locks` is a lock the compiler removed. */
const ownedMonitors = (json: unknown, stack: Stack): readonly FrameLock[] =>
  listField(json, 'monitorsOwned').flatMap((entry): readonly FrameLock[] => {
    const depth = integerOf(field(entry, 'depth'));
    if (depth === undefined || depth < 0 || depth >= stack.frames.length) return [];
    return listField(entry, 'locks').flatMap((lock): readonly FrameLock[] => {
      if (lock === null) return [{ kind: 'eliminated', frame: depth }];
      return typeof lock === 'string' ? [{ kind: 'locked', ...lockIdentity(lock), frame: depth }] : [];
    });
  });

/** One element of `threads`; undefined when it is no object with a stack. */
export const threadOfDumpToFile = (
  json: unknown,
  line: number,
  endLine: number,
  stacks: StackPool,
): { readonly thread: Thread; readonly carrier?: number; readonly unknownFrames: number } | undefined => {
  if (!Array.isArray(field(json, 'stack'))) return undefined;
  const texts = listField(json, 'stack').filter((frame) => typeof frame === 'string');
  let unknownFrames = listField(json, 'stack').length - texts.length;
  const stack = stacks.stack(texts, frameOf, () => unknownFrames++);
  const id = integerOf(field(json, 'tid'));
  const state = field(json, 'state');
  const carrier = integerOf(field(json, 'carrier'));
  const owner = integerOf(field(field(json, 'parkBlocker'), 'owner'));
  const virtual = field(json, 'virtual') === true || runsVirtualThread(stack);
  const thread: Thread = {
    name: textField(json, 'name') ?? '',
    kind: virtual ? 'virtual' : 'platform',
    ...(id === undefined ? {} : { id }),
    daemon: virtual,
    ...(isThreadState(state) ? { state } : {}),
    stack,
    locks: [...wantedLock(json), ...ownedMonitors(json, stack)],
    ...(owner === undefined ? {} : { waitsForThread: { id: owner } }),
    line,
    endLine,
  };
  return { thread, ...(carrier === undefined ? {} : { carrier }), unknownFrames };
};
