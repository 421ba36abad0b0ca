import type { ThreadState } from '../../model/thread-dump.ts';
import { detached } from '../text/lines.ts';
import type { Interning } from './interning.ts';
import { type ObjectRef, objectRef, owner, type ReadLock } from './lock.ts';

/** What a thread's first line says. Every field is always there: one shape, since a dump has thousands. */
export type Header = {
  name: string;
  id: number | undefined;
  nativeId: number | undefined;
  tid: string | undefined;
  daemon: boolean;
  virtual: boolean;
  priority: number | undefined;
  cpuMs: number | undefined;
  elapsedMs: number | undefined;
  /** `waiting on condition`, `in Object.wait()`, `runnable`. */
  stateText: string | undefined;
  /** Formats that have no state line: ThreadInfo.toString. */
  state: ThreadState | undefined;
  wants: ObjectRef | undefined;
  owner: ReadLock['owner'];
  /** A stack address in brackets ends the line: a Java thread, also where `#12` is not printed (JDK 5 to 7). */
  stackAddress: boolean;
  /** It has what no other text has (`tid=`, `nid=`, `Id=`, `t@`): good enough to open a dump without a banner. */
  certain: boolean;
};

export const emptyHeader = (name: string): Header => ({
  name,
  id: undefined,
  nativeId: undefined,
  tid: undefined,
  daemon: false,
  virtual: false,
  priority: undefined,
  cpuMs: undefined,
  elapsedMs: undefined,
  stateText: undefined,
  state: undefined,
  wants: undefined,
  owner: undefined,
  stackAddress: false,
  certain: false,
});

/** `5.37ms`, `5,37ms` where the JVM's locale has a comma. */
const decimal = (text: string): number | undefined => {
  const value = Number.parseFloat(text.includes(',') ? text.replace(',', '.') : text);
  return Number.isFinite(value) ? value : undefined;
};

/** Decimal, or hex after `0x`, between two columns; undefined when anything else stands there. */
const integer = (line: string, from: number, to: number): number | undefined => {
  const hex = line.charCodeAt(from) === 48 && line.charCodeAt(from + 1) === 120;
  const base = hex ? 16 : 10;
  const start = hex ? from + 2 : from;
  let value = 0;
  for (let at = start; at < to; at++) {
    const code = line.charCodeAt(at);
    const digit = code <= 57 ? code - 48 : code - 87;
    if (digit < 0 || digit >= base || (code > 57 && code < 97)) return undefined;
    value = value * base + digit;
  }
  return to > start && value <= Number.MAX_SAFE_INTEGER ? value : undefined;
};

const ignored = /^(?:os_prio|allocated|defined_classes|lwp_id|idx|id)=/;

/** Takes the `key=value` or word between two columns; false: not an attribute, so the state text begins here. */
const attribute = (header: Header, line: string, at: number, end: number): boolean => {
  let number: number | undefined;
  switch (line.charCodeAt(at)) {
    case 35: // #12
      number = integer(line, at + 1, end);
      if (number !== undefined) header.id = number;
      return number !== undefined;
    case 91: // [29670], the native id again
      return !header.certain && integer(line, at + 1, end - 1) !== undefined;
    case 112:
      if (!line.startsWith('prio=', at)) return false;
      number = integer(line, at + 5, end);
      if (number !== undefined) header.priority = number;
      return true;
    case 116:
      if (!line.startsWith('tid=', at)) return false;
      header.tid = detached(line.slice(at + 4, end));
      header.certain = true;
      return true;
    case 110:
      if (!line.startsWith('nid=', at)) return false;
      number = integer(line, at + 4, end);
      if (number !== undefined) header.nativeId = number;
      header.certain = true;
      return true;
    case 99:
      if (!line.startsWith('cpu=', at)) return false;
      number = decimal(line.slice(at + 4, end));
      if (number !== undefined) header.cpuMs = number;
      return true;
    case 101:
      if (!line.startsWith('elapsed=', at)) return false;
      number = decimal(line.slice(at + 8, end));
      if (number !== undefined) header.elapsedMs = Math.round(number * 1000);
      return true;
    case 100:
      if (line.startsWith('daemon', at) && end === at + 6) {
        header.daemon = true;
        return true;
      }
      return line.startsWith('defined_classes=', at);
    case 111:
      return line.startsWith('os_prio=', at);
    case 118:
      if (!line.startsWith('virtual', at) || end !== at + 7) return false;
      header.virtual = true;
      return true;
    case 105:
      if (line.startsWith('id=', at)) {
        number = integer(line, at + 3, end);
        if (number !== undefined) header.id = number;
      }
      return ignored.test(line.slice(at, end));
    default:
      return ignored.test(line.slice(at, end));
  }
};

const stackAddress = /^\[(?:0x)?[0-9a-f.x]*\]?\s*$/;

/** Attributes from `from` on, then the state text, then the stack address. */
const attributes = (header: Header, line: string, from: number, interning: Interning): boolean => {
  let at = from;
  let seen = 0;
  while (at < line.length) {
    if (line.charCodeAt(at) === 32) {
      at++;
      continue;
    }
    const space = line.indexOf(' ', at);
    const end = space === -1 ? line.length : space;
    if (attribute(header, line, at, end)) seen++;
    else if (header.certain) break;
    else if (seen > 0 || line.indexOf(' prio=', end) === -1) return false;
    at = end;
  }
  if (at < line.length) {
    const bracket = line.lastIndexOf('[');
    header.stackAddress = bracket >= at && stackAddress.test(line.slice(bracket));
    const text = line.slice(at, header.stackAddress ? bracket : line.length).trim();
    if (text !== '') header.stateText = interning.text(text);
  }
  return header.certain || header.id !== undefined || header.priority !== undefined;
};

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
    if (vm[2] !== undefined) header.state = vm[2] as ThreadState;
    return header;
  }
  if (opened && next !== 35 && /" (?:daemon )?(?:prio=\d+ )?[Ii]d=\d/.test(line)) {
    const header = threadInfoHeader(line, interning);
    if (header !== undefined) return header;
  }
  const header = emptyHeader('');
  if (!attributes(header, line, close + 1, interning)) return undefined;
  header.name = interning.text(line.slice(start, close));
  return header;
};
