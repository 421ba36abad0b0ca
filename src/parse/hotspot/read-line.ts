import { agentLine } from './agent-line.ts';
import { banner, dateLine } from './banner.ts';
import { bodyLine } from './body-line.ts';
import { threadHeader } from './header.ts';
import type { Interning } from './interning.ts';
import { type Line, note, unknown } from './line.ts';

/** Longer lines are none of a dump. */
const maxLength = 64 * 1024;

/** Lines that are one fixed text or begin with it. */
const headings: readonly (readonly [string, Line])[] = [
  ['JNI global ref', { kind: 'end' }],
  ['<EndOfDump>', { kind: 'end' }],
  ['Java stack information for the thread', { kind: 'deadlock-stacks' }],
  ['Threads class SMR info:', { kind: 'smr' }],
  ['Found one Java-level deadlock', { kind: 'deadlock' }],
];

const heading = (line: string): Line | undefined => {
  for (const [text, meaning] of headings) if (line.startsWith(text)) return meaning;
  if (line === 'Heap' || line === 'Heap:') return { kind: 'heap' };
  if (line === '}') return { kind: 'brace' };
  if (/^=+$/.test(line)) return { kind: 'rule' };
  if (/^Found (?:a total of )?\d+ deadlocks?\./.test(line)) return { kind: 'deadlock-count' };
  return /^num\s+#instances/.test(line) ? { kind: 'histogram' } : undefined;
};

/** `0x00007f58	__GI_accept + 0x4f` of `--mixed`; a Java frame there has a star. */
const agentMixed = (line: string, interning: Interning): Line => {
  const star = line.indexOf('\t* ');
  return star === -1 ? note : bodyLine(line.slice(star + 1), interning);
};

const numbered = (line: string, interning: Interning): Line | undefined => {
  const date = line.charCodeAt(4) === 45 ? dateLine(line.trim()) : undefined;
  if (date !== undefined) return { kind: 'date', date };
  if (/^\d+:$/.test(line)) return { kind: 'pid', pid: Number(line.slice(0, -1)) };
  return /^0x[0-9a-f]+\t/.test(line) ? agentMixed(line, interning) : undefined;
};

const headerEnd = (line: string, interning: Interning): Line | undefined => {
  if (!line.includes('" ') || !/" (?:#\d|prio=|daemon |os_prio=|- Thread t@|Id=\d)/.test(line)) return undefined;
  const header = threadHeader(line, interning, false);
  return header === undefined ? undefined : { kind: 'header-end', header };
};

const quoted = (line: string, interning: Interning): Line => {
  const header = threadHeader(line, interning);
  if (header !== undefined) return { kind: 'header', header };
  // A name that ends in a newline leaves its closing quote to this line.
  const end = line.lastIndexOf('"') === 0 ? headerEnd(line, interning) : undefined;
  if (end !== undefined) return end;
  if (line.endsWith('":')) return { kind: 'member', name: interning.text(line.slice(1, -2)) };
  return { kind: 'name' };
};

const flushLeft = (line: string, interning: Interning): Line => {
  const first = line.charCodeAt(0);
  if (first === 34) return quoted(line, interning);
  if (first >= 48 && first <= 57) {
    const found = numbered(line, interning);
    if (found !== undefined) return found;
  }
  const opening = first === 70 ? banner(line) : undefined;
  if (opening !== undefined) return { kind: 'banner', banner: opening };
  return heading(line) ?? headerEnd(line, interning) ?? agentLine(line) ?? bodyLine(line, interning);
};

/** What one line is, looked at alone. The line is not blank. */
export const readLine = (line: string, interning: Interning): Line => {
  if (line.length > maxLength) return unknown;
  const first = line.charCodeAt(0);
  if (first !== 9 && first !== 32) return flushLeft(line, interning);
  const text = line.trim();
  const body = bodyLine(text, interning);
  return body.kind === 'unknown' && text !== '' ? flushLeft(text, interning) : body;
};
