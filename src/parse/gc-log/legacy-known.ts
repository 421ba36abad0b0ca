import { ascii, find, isAt, skipSpaces } from '../text/bytes.ts';
import { wordTable } from '../text/word-table.ts';

/** First words of lines that JDK 5 to 8 print beside collections and that add nothing to the figures. */
const isWord = wordTable(
  [
    '{Heap',
    'Heap',
    '}',
    'Desired',
    '-',
    'TLAB',
    'TLAB:',
    'AdaptiveSizePolicy',
    'Finished',
    'Memory:',
    'CMS:',
    'CMSCollector:',
    'GC',
    '/proc/meminfo:',
    'Total',
    'No',
    'PSYoungGen',
    'PSOldGen',
    'ParOldGen',
    'PSPermGen',
    'eden',
    'from',
    'to',
    'object',
    'the',
    'def',
    'par',
    'tenured',
    'concurrent',
    'concurrent-mark-sweep',
    'compacting',
    'garbage-first',
    'region',
    'Metaspace',
    'class',
    'ro',
    'rw',
    'Statistics',
    'Max',
    'Number',
    'Av.',
    'Tree',
    'Before',
    'After',
    '(cardTable:',
    '(CMS-concurrent-mark',
    'Survivor',
    'promotion',
    'Promotion',
    'AdaptiveSizeStart:',
    'AdaptiveSizeStop:',
    'avg_survived_padded_avg:',
    'Large',
    'Linear',
    'Minimum',
    'sweep',
    'used',
    'Rescan',
    'CMS',
    'SurvivorAlignmentInBytes',
  ].map((word) => [word, true] as const),
);

const isSpace = (code: number | undefined): boolean => code === 32 || code === 9;

const asides = ['sec', '(cardTable', ' yielded ', 'K->'].map(ascii);
const policies = ['PSAdaptiveSizePolicy', 'AdaptiveSize'].map(ascii);
const lower = ['[class', '[weak', '[scrub', '[1 CMS'].map(ascii);
const century = ascii('20');
const logFile = ascii('GC log file');

/** `[Parallel Time: 8.5 ms, GC Workers: 2]`, `[Object Copy (ms): Min: 1.1, ...]`, `[SoftReference, 0 refs, 0.0 secs]`, `[Times: ...]`. */
const isBracketed = (bytes: Uint8Array, from: number): boolean => {
  const next = bytes[from + 1] as number;
  return (next >= 65 && next <= 90) || lower.some((word) => isAt(bytes, from, word));
};

/**
 * A row of a table of G1 below its first level, `      [Object Copy (ms): Min: 1.1, ...]`: times of phases and nothing else (JDK 8:
 * gc_implementation/g1/g1GCPhaseTimes.cpp, `LineBuffer` indents by three spaces a level). The eden is on the first level.
 */
export const isPhaseRow = (bytes: Uint8Array, from: number, to: number): boolean => {
  if (bytes[from] !== 32 || bytes[from + 3] !== 32 || bytes[from + 5] !== 32 || bytes[to - 1] !== 93) return false;
  const at = skipSpaces(bytes, from);
  return bytes[at] === 91 && isBracketed(bytes, at) && !(bytes[at + 1] === 69 && bytes[at + 2] === 100);
};

/** A line that a collector of JDK 8 prints around its collections. `at`: where it begins after its stamps. */
export const isLegacyDetail = (bytes: Uint8Array, at: number, to: number): boolean => {
  let from = at;
  while (isSpace(bytes[from])) from++;
  const first = bytes[from];
  if (first === 91) return isBracketed(bytes, from);
  if (first === 44 || first === 40 || first === 58) return asides.some((word) => find(bytes, word, at, to) !== -1);
  if ((first === 80 || first === 65) && policies.some((word) => isAt(bytes, from, word))) return true;
  if (first === 50 && isAt(bytes, from, century) && find(bytes, logFile, from, to) !== -1) return true;
  let end = from;
  while (end < to && !isSpace(bytes[end])) end++;
  return isWord(bytes, from, end) === true;
};
