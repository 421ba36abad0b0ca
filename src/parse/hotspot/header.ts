import type { ThreadState } from '../../model/thread-dump.ts';
import { readAttributes } from './attributes.ts';
import { emptyHeader, type Header } from './header-fields.ts';
import type { Interning } from './interning.ts';
import { objectRef, owner } from './lock.ts';

const threadInfo =
  /^"(.*)" (daemon )?(?:prio=(\d+) )?(?:Id|id)=(\d+)(?: in)? (NEW|RUNNABLE|BLOCKED|WAITING|TIMED_WAITING|TERMINATED)\b(?: on (?:lock=)?(\S+@[0-9a-f]+))?/;
const visualVm = /" - Thread t@(\d+)\s*(?:java\.lang\.Thread\.State: ([A-Z_]+))?/;

/** `"name" prio=5 Id=12 WAITING on java.lang.Object@1234 owned by "x" Id=5`, also `id=12 in RUNNABLE (running in native)`. */
const threadInfoHeader = (line: string, interning: Interning): Header | undefined => {
  const match = threadInfo.exec(line);
  if (match === null) return undefined;
  const [, name, daemon, priority, id, state, object] = match;
  const header = emptyHeader(interning.text(name as string));
  header.daemon = daemon !== undefined;
  if (priority !== undefined) header.priority = Number(priority);
  header.id = Number(id);
  header.state = state as ThreadState;
  header.certain = true;
  if (object !== undefined) header.wants = objectRef(object, 0, interning);
  header.owner = owner(line);
  return header;
};

/**
 * A header line, JDK 5 to 27, VisualVM, ThreadInfo.toString. The name may hold anything: it ends at the last quote,
 * since HotSpot writes none behind it. `opened` false: the line's start is cut off or on the line before.
 */
export const threadHeader = (line: string, interning: Interning, opened = true): Header | undefined => {
  const start = opened ? 1 : 0;
  const close = line.lastIndexOf('"');
  if (close < start || line.charCodeAt(close + 1) !== 32) return opened ? threadInfoHeader(line, interning) : undefined;
  const next = line.charCodeAt(close + 2);
  const vm = next === 45 ? visualVm.exec(line) : null;
  if (vm !== null) {
    const header = emptyHeader(interning.text(line.slice(start, vm.index)));
    header.id = Number(vm[1]);
    header.certain = true;
    header.underBanner = true;
    if (vm[2] !== undefined) header.state = vm[2] as ThreadState;
    return header;
  }
  if (opened && next !== 35 && /" (?:daemon )?(?:prio=\d+ )?[Ii]d=\d/.test(line)) {
    const header = threadInfoHeader(line, interning);
    if (header !== undefined) return header;
  }
  const header = emptyHeader('');
  if (!readAttributes(header, line, close + 1, interning)) return undefined;
  header.name = interning.text(line.slice(start, close));
  return header;
};
