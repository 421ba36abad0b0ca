import { detached } from '../text/lines.ts';
import type { Header } from './header-fields.ts';
import type { Interning } from './interning.ts';

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

/** Reads attributes from `from` on, then the state text, then the stack address. */
export const readAttributes = (header: Header, line: string, from: number, interning: Interning): boolean => {
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
