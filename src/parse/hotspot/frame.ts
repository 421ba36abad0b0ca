import { frameOf } from '../text/frame.ts';
import type { InternedFrame, Interning } from './interning.ts';

/**
 * `java.lang.Thread.sleep(java.base@17.0.15/Native Method)`: the text after `at `. A cut end (no closing bracket) is
 * taken as it is; text after the bracket, as in logged exceptions with jar names, makes it no frame of a dump.
 */
export const javaFrame = (text: string, interning: Interning): InternedFrame | undefined => {
  const open = text.lastIndexOf('(');
  const closed = text.charCodeAt(text.length - 1) === 41;
  if (!closed && (open === -1 || text.indexOf(')', open) !== -1)) return undefined;
  const space = text.indexOf(' ');
  if (space !== -1 && space < text.lastIndexOf('.', open)) return undefined;
  const frame = frameOf(closed ? text : `${text})`);
  return frame === undefined ? undefined : interning.frame(frame);
};

const agentShape = /^([^\s(]+)\.([^\s.(]+)\([^)]*\) @?bci[=:]\d+,?(?: line[=:](\d+))? \(/;

/**
 * A frame of the serviceability agent: `java.lang.Object.wait(long) @bci=0, line=502 (Interpreted frame)`, with
 * `bci:0 line:502` in mixed mode. It names no file: the location is `line 502` or `Unknown Source`.
 */
export const agentFrame = (text: string, interning: Interning): InternedFrame | undefined => {
  const match = agentShape.exec(text);
  if (match === null) return undefined;
  const [, className, method, line] = match as unknown as readonly [string, string, string, string | undefined];
  return interning.frame({ className, method, location: line === undefined ? 'Unknown Source' : `line ${line}` });
};
