import type { GcEventKind, GcMark } from '../../model/gc-series.ts';
import { detached } from '../text/lines.ts';

/** What the words of a collection say before its numbers. */
export type PauseName = {
  readonly kind: GcEventKind;
  readonly cause?: string;
  readonly phase?: string;
  readonly marks?: readonly GcMark[];
};

/** The texts in parentheses, one level: `(Normal) (G1 Evacuation Pause)`, `(System.gc())`. */
const parentheses = (text: string): readonly string[] => {
  const found: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 40 && depth++ === 0) from = at + 1;
    if (code === 41 && --depth === 0) found.push(text.slice(from, at));
  }
  return found;
};

/** G1's names of young pauses by what they are part of; not causes. */
const g1Types = new Set(['Normal', 'Concurrent Start', 'Prepare Mixed', 'Mixed', 'Initial Mark', 'Concurrent End']);
/** Shenandoah and generational ZGC say what a phase is about. */
const subjects = new Set([
  'unload classes',
  'process weakrefs',
  'update refs',
  'Young',
  'Global',
  'Old',
  'Major',
  'Minor',
  'N',
  'G',
  'Roots',
  'Mark',
  'Evacuation',
  'Update Refs',
  'Outside of Cycle',
]);

const isMark = (text: string): GcMark | undefined => {
  if (text.startsWith('Evacuation Failure')) return text.includes('Allocation') ? 'evacuation-failure' : 'pinned';
  if (text === 'to-space exhausted' || text === 'to-space overflow') return 'evacuation-failure';
  return text === 'promotion failed' ? 'promotion-failed' : undefined;
};

const kindOf = (words: string, types: readonly string[]): GcEventKind => {
  if (words.startsWith('Pause Full')) return 'full';
  if (words.startsWith('Pause Young')) return types.includes('Mixed') ? 'mixed' : 'young';
  return 'pause';
};

const marksOf = (words: string, groups: readonly string[], cause: string | undefined): readonly GcMark[] => {
  const marks = groups.map(isMark).filter((mark) => mark !== undefined);
  if (words.startsWith('Pause Degenerated')) marks.push('degenerated');
  if (cause === 'G1 Humongous Allocation') marks.push('humongous');
  if (cause === 'Allocation Stall') marks.push('allocation-stall');
  return marks;
};

/** `Pause Young (Mixed) (G1 Evacuation Pause)`, `Pause Remark`, `Pause Full (System.gc())`. */
export const readName = (text: string): PauseName => {
  const open = text.indexOf(' (');
  const words = (open === -1 ? text : text.slice(0, open)).trim();
  const groups = open === -1 ? [] : parentheses(text);
  const types = groups.filter((group) => g1Types.has(group));
  const cause = groups.find((group) => !g1Types.has(group) && !subjects.has(group) && isMark(group) === undefined);
  const kind = kindOf(words, types);
  const marks = marksOf(words, groups, cause);
  const named =
    kind === 'pause' ? words.slice('Pause '.length) : types.find((type) => type !== 'Normal' && type !== 'Mixed');
  return {
    kind,
    ...(cause === undefined ? {} : { cause: detached(cause) }),
    ...(named === undefined ? {} : { phase: detached(named) }),
    ...(marks.length === 0 ? {} : { marks }),
  };
};
