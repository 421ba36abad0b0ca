import type { GcEventKind, GcMark } from '../../model/gc-series.ts';
import { detached } from '../text/lines.ts';
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

const marks: readonly (readonly [string, GcMark])[] = [
  ['to-space ', 'evacuation-failure'],
  ['promotion failed', 'promotion-failed'],
  ['concurrent mode ', 'concurrent-mode-failure'],
  ['G1 Humongous Allocation', 'humongous'],
];

const none: readonly GcMark[] = [];

/** What went wrong in a collection, by words that open a parenthesis anywhere in a line of it. */
export const legacyMarks = (line: string): readonly GcMark[] => {
  let found: GcMark[] | undefined;
  for (let at = line.indexOf('('); at !== -1; at = line.indexOf('(', at + 1)) {
    const first = line.charCodeAt(at + 1);
    // t, p, c, G: what the words below begin with.
    if (first !== 116 && first !== 112 && first !== 99 && first !== 71) continue;
    for (const [words, mark] of marks) {
      if (!line.startsWith(words, at + 1)) continue;
      found ??= [];
      if (!found.includes(mark)) found.push(mark);
    }
  }
  return found ?? none;
};

/** End of the groups in parentheses that follow the first word: `[GC pause (G1 Evacuation Pause) (young)`. */
export const headEnd = (line: string, from: number): number => {
  let at = from;
  for (;;) {
    let next = at;
    while (line.charCodeAt(next) === 32) next++;
    if (line.charCodeAt(next) !== 40) return at;
    let depth = 0;
    for (; next < line.length; next++) {
      const code = line.charCodeAt(next);
      if (code === 40) depth++;
      if (code === 41 && --depth === 0) break;
    }
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

const readHead = (head: string): PauseName => {
  const groups = groupsOf(head);
  const cause = causeOf(groups.find((group) => !types.has(group) && !group.startsWith('Survivor:')));
  const phase = phaseOf(head, groups);
  return {
    kind: kindOf(head, groups),
    ...(cause === undefined ? {} : { cause: detached(cause) }),
    ...(phase === undefined ? {} : { phase }),
  };
};

const maxHeads = 200;

/** Reads each head once. */
export const legacyNames = (): ((head: string) => PauseName) => {
  const known = new Map<string, PauseName>();
  return (head) => {
    const found = known.get(head);
    if (found !== undefined) return found;
    const name = readHead(head);
    if (known.size < maxHeads) known.set(detached(head), name);
    return name;
  };
};
