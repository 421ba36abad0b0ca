/** First words of lines that JDK 5 to 8 print beside collections and that add nothing to the figures. */
const words: ReadonlySet<string> = new Set([
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
]);

const isSpace = (code: number): boolean => code === 32 || code === 9;

/** A line that a collector of JDK 8 prints around its collections. `at`: where it begins after its stamps. */
export const isLegacyDetail = (line: string, at: number): boolean => {
  let from = at;
  while (isSpace(line.charCodeAt(from))) from++;
  const first = line.charCodeAt(from);
  if (first === 91) return isBracketed(line, from);
  if (first === 44 || first === 40 || first === 58)
    return line.includes('sec') || line.includes('(cardTable') || line.includes(' yielded ') || line.includes('K->');
  if (line.startsWith('PSAdaptiveSizePolicy', from) || line.startsWith('AdaptiveSize', from)) return true;
  if (line.startsWith('20', from) && line.includes('GC log file')) return true;
  let to = from;
  while (to < line.length && !isSpace(line.charCodeAt(to))) to++;
  return words.has(line.slice(from, to));
};

/** `[Parallel Time: 8.5 ms, GC Workers: 2]`, `[Object Copy (ms): Min: 1.1, ...]`, `[SoftReference, 0 refs, 0.0 secs]`, `[Times: ...]`. */
const isBracketed = (line: string, from: number): boolean => {
  const next = line.charCodeAt(from + 1);
  return (
    (next >= 65 && next <= 90) ||
    line.startsWith('[class', from) ||
    line.startsWith('[weak', from) ||
    line.startsWith('[scrub', from) ||
    line.startsWith('[1 CMS', from)
  );
};
