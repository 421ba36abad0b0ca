import type { GcEventKind, GcMark } from '../../model/gc-series.ts';
import { skipSpaces } from '../text/bytes.ts';
import { detached } from '../text/lines.ts';
import { markAfter } from './legacy-figures.ts';
import type { PauseName } from './pause-name.ts';

/** Groups that are no causes: what the pause is part of, or how it went. */
const types = new Set([
  'young',
  'mixed',
  'partial',
  'initial-mark',
  'CMS Initial Mark',
  'CMS Final Remark',
  'to-space exhausted',
  'to-space overflow',
  'promotion failed',
  'mixed)(initial-mark',
]);

/** End of the groups in parentheses that follow the first word: `[GC pause (G1 Evacuation Pause) (young)`. */
export const headEnd = (bytes: Uint8Array, from: number, to: number): number => {
  let at = from;
  for (;;) {
    let next = skipSpaces(bytes, at);
    if (bytes[next] !== 40) return at;
    let depth = 0;
    for (; next < to; next++) {
      const code = bytes[next];
      if (code === 40) depth++;
      if (code === 41 && --depth === 0) break;
    }
    if (next >= to) return at;
    at = next + 1;
  }
};

const groupsOf = (head: string): readonly string[] => {
  const groups: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < head.length; at++) {
    const code = head.charCodeAt(at);
    if (code === 40 && depth++ === 0) from = at + 1;
    if (code === 41 && --depth === 0) groups.push(head.slice(from, at));
  }
  return groups;
};

const kindOf = (head: string, groups: readonly string[]): GcEventKind => {
  if (head.startsWith('[Full GC')) return 'full';
  if (groups.includes('mixed')) return 'mixed';
  if (head.startsWith('[GC remark') || head.startsWith('[GC cleanup')) return 'pause';
  return groups.some((group) => group.startsWith('CMS ')) ? 'pause' : 'young';
};

const phaseOf = (head: string, groups: readonly string[]): string | undefined => {
  if (head.startsWith('[GC remark') || groups.includes('CMS Final Remark')) return 'Remark';
  if (head.startsWith('[GC cleanup')) return 'Cleanup';
  if (groups.includes('CMS Initial Mark')) return 'Initial Mark';
  return groups.includes('initial-mark') ? 'Concurrent Start' : undefined;
};

/** JDK 6 wrote `(System)`. */
const causeOf = (group: string | undefined): string | undefined => (group === 'System' ? 'System.gc()' : group);

/** What went wrong, by the words that open its groups. */
const marksOf = (head: string): readonly GcMark[] => {
  const bytes = Buffer.from(head);
  const found = new Set<GcMark>();
  for (let at = bytes.indexOf('('); at !== -1; at = bytes.indexOf('(', at + 1)) {
    const mark = markAfter(bytes, at);
    if (mark !== undefined) found.add(mark);
  }
  return [...found];
};

/** Reads what stands before the figures of a collection: `[GC pause (G1 Evacuation Pause) (young)`, `[Full GC (Ergonomics)`. */
export const readHead = (head: string): PauseName => {
  const groups = groupsOf(head);
  const cause = causeOf(groups.find((group) => !types.has(group) && !group.startsWith('Survivor:')));
  const phase = phaseOf(head, groups);
  const marks = marksOf(head);
  return {
    kind: kindOf(head, groups),
    ...(cause === undefined ? {} : { cause: detached(cause) }),
    ...(phase === undefined ? {} : { phase }),
    ...(marks.length === 0 ? {} : { marks }),
  };
};
