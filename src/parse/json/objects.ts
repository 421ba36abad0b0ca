import { lineCounter } from './line-counter.ts';

/** Containers nested deeper than this are walked through unread: no format we read comes near, and nothing here recurses. */
const maxDepth = 64;
/** An object of more characters is left out with a problem: a thread with a stack of 20,000 frames has about 3 M. */
const maxObjectChars = 8 * 1024 * 1024;
/** Longest scalar outside of the wanted objects that is kept (a command line in a process snapshot). */
const maxScalarChars = 1024 * 1024;

/** Paths are made of keys and `[]`: `threadDump.threadContainers[].threads[]`. Lines are 1-based. */
export type ObjectVisitor = {
  /** The text of one whole object at the wanted path. */
  readonly object: (text: string, line: number, endLine: number) => void;
  /** Something at the wanted path that was seen and left out. */
  readonly skipped: (why: string, line: number) => void;
  /** A scalar outside of the wanted objects; undefined when it is not JSON or too long. */
  readonly scalar?: (path: string, value: unknown) => void;
  /** A document (an object that starts a line) begins or ends at the top level. */
  readonly start?: (line: number) => void;
  readonly end?: (line: number) => void;
  /** A line between the documents that is not blank. */
  readonly outside?: (text: string, line: number) => void;
};

export type ObjectScanner = {
  readonly push: (text: string) => void;
  /** Called once after the last text. `open`: the last document has no end; `unfinished`: nor has a wanted object in it. */
  readonly finish: () => { readonly open: boolean; readonly unfinished: boolean; readonly line: number };
};

type Container = { readonly path: string; readonly array: boolean; key: string; afterColon: boolean };

const isSpace = (code: number): boolean =>
  code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09 || code === 0xfeff;
/** `,` `}` `]` `"` `{` `[` and white space end a number or a literal. */
const isDelimiter = (code: number): boolean =>
  code === 0x2c || code === 0x7d || code === 0x5d || code === 0x22 || code === 0x7b || code === 0x5b || isSpace(code);

const scalarOf = (token: string): unknown => {
  try {
    return JSON.parse(token);
  } catch {
    return undefined;
  }
};

const backslashesBefore = (text: string, end: number): number => {
  let count = 0;
  while (text.charCodeAt(end - 1 - count) === 0x5c) count++;
  return count;
};

/** The index after the first unescaped quote at or after `from`, -1 when the text ends first. */
const quoteEnd = (text: string, from: number): number => {
  for (let at = text.indexOf('"', from); at !== -1; at = text.indexOf('"', at + 1)) {
    if (backslashesBefore(text, at) % 2 === 0) return at + 1;
  }
  return -1;
};

const pathBelow = (parent: Container | undefined): string => {
  if (parent === undefined) return '';
  if (parent.array) return `${parent.path}[]`;
  return parent.path === '' ? parent.key : `${parent.path}.${parent.key}`;
};

/**
 * Finds the objects at one path in JSON text that arrives in pieces: bounded memory whatever the size, line numbers,
 * and a cut or damaged document yields every object before the damage. Text around the documents (HTTP headers, a
 * prompt) goes to `outside`; several documents may follow each other.
 */
export const objectScanner = (wanted: string, visitor: ObjectVisitor): ObjectScanner => {
  const open: Container[] = [];
  const count = lineCounter();
  let buffer = '';
  let at = 0;
  /** Containers below those in `open` that are not followed: inside of a wanted object, or too deep. */
  let deeper = 0;
  let documentMayStart = true;
  let object: { from: number; readonly line: number; skip?: string } | undefined;
  /** Inside of a string too long to be kept. */
  let longString = false;
  /** How far the unfinished string at `at` was searched for its end. */
  let searched = 0;

  const enter = (array: boolean): void => {
    if (object !== undefined || open.length >= maxDepth) {
      deeper++;
      if (deeper >= maxDepth && object !== undefined) object.skip ??= `it nests deeper than ${maxDepth} levels`;
      return;
    }
    const parent = open.at(-1);
    const path = pathBelow(parent);
    if (parent === undefined) visitor.start?.(count.lineAt(buffer, at));
    else parent.afterColon = false;
    if (array && path === wanted) visitor.skipped('it is not an object', count.lineAt(buffer, at));
    if (!array && path === wanted) object = { from: at, line: count.lineAt(buffer, at) };
    else open.push({ path, array, key: '', afterColon: false });
  };

  const leave = (): void => {
    if (deeper > 0) deeper--;
    else if (object !== undefined) {
      if (object.skip !== undefined) visitor.skipped(object.skip, object.line);
      else visitor.object(buffer.slice(object.from, at + 1), object.line, count.lineAt(buffer, at));
      object = undefined;
    } else {
      open.pop();
      if (open.length > 0) return;
      documentMayStart = true;
      visitor.end?.(count.lineAt(buffer, at));
    }
  };

  const scalar = (token: string): void => {
    const parent = open.at(-1);
    if (parent === undefined || deeper > 0) return;
    const value = scalarOf(token);
    if (!parent.array && !parent.afterColon) {
      parent.key = typeof value === 'string' ? value : '';
      return;
    }
    parent.afterColon = false;
    const path = pathBelow(parent);
    if (path === wanted) visitor.skipped('it is not an object', count.lineAt(buffer, at));
    else visitor.scalar?.(path, value);
  };

  const separator = (colon: boolean): void => {
    const parent = open.at(-1);
    if (parent !== undefined && deeper === 0 && object === undefined) parent.afterColon = colon;
  };

  /** These read the token at `at`. False: its end has not arrived yet. */
  const string = (): boolean => {
    const end = quoteEnd(buffer, Math.max(longString ? at : at + 1, searched));
    if (end === -1) {
      searched = buffer.length;
      const mayDrop = object === undefined || object.skip !== undefined;
      if (mayDrop && (longString || buffer.length - at > maxScalarChars)) {
        longString = true;
        at = buffer.length - (backslashesBefore(buffer, buffer.length) % 2);
      }
      return false;
    }
    if (object === undefined) scalar(longString ? '' : buffer.slice(at, end));
    longString = false;
    searched = 0;
    at = end;
    return true;
  };

  const literal = (): boolean => {
    let end = at;
    while (end < buffer.length && !isDelimiter(buffer.charCodeAt(end))) end++;
    if (end === buffer.length && end - at < maxScalarChars) return false;
    if (object === undefined) scalar(buffer.slice(at, end));
    at = end;
    return true;
  };

  const outsideLine = (): boolean => {
    let end = buffer.indexOf('\n', at);
    if (end === -1) {
      if (buffer.length - at < maxScalarChars) return false;
      end = buffer.length;
    }
    visitor.outside?.(buffer.slice(at, end).trimEnd(), count.lineAt(buffer, at));
    at = end;
    documentMayStart = false;
    return true;
  };

  /** One step outside of the documents. */
  const outside = (code: number): boolean => {
    if (code === 0x0a) documentMayStart = true;
    else if (code === 0x7b && documentMayStart) enter(false);
    else if (!isSpace(code)) return outsideLine();
    at++;
    return true;
  };

  const step = (code: number): boolean => {
    if (longString || code === 0x22) return string();
    if (code === 0x7b || code === 0x5b) enter(code === 0x5b);
    else if (code === 0x7d || code === 0x5d) leave();
    else if (code === 0x2c || code === 0x3a) separator(code === 0x3a);
    else if (!isSpace(code)) return literal();
    at++;
    return true;
  };

  /** Forgets what was read; an object too big to keep is from now on only walked through. */
  const compact = (): void => {
    if (object !== undefined && buffer.length - object.from > maxObjectChars)
      object.skip ??= `it is longer than ${maxObjectChars} characters`;
    const keep = object === undefined || object.skip !== undefined ? at : object.from;
    count.lineAt(buffer, keep);
    count.drop(keep);
    if (object !== undefined) object.from = Math.max(0, object.from - keep);
    buffer = buffer.slice(keep);
    at -= keep;
    searched = Math.max(0, searched - keep);
  };

  return {
    push: (text) => {
      buffer += text;
      while (at < buffer.length) {
        const code = buffer.charCodeAt(at);
        if (!(open.length === 0 ? outside(code) : step(code))) break;
      }
      compact();
    },
    finish: () => {
      const rest = buffer.slice(at).trim();
      if (open.length === 0 && rest !== '') visitor.outside?.(rest, count.lineAt(buffer, at));
      const line = count.lineAt(buffer, buffer.trimEnd().length);
      return { open: open.length > 0, unfinished: object !== undefined, line };
    },
  };
};
