/** Lines of unified logging of the collector. */
const unified: readonly RegExp[] = [
  /^[ \t]{0,20}(?:\[[^\]\n]{0,60}\]){1,12} ?(?:GC\(\d+\) |Using (?:G1|Parallel|Serial|Concurrent Mark Sweep|The Z Garbage|Shenandoah|Epsilon))/m,
  /^GC\(\d+\) (?:Pause|Concurrent|Garbage Collection|Major|Minor|Eden|Using)/m,
  /\]\[(?:gc|safepoint)(?:,[a-z]+){0,4} *\] /,
];

const legacy: readonly RegExp[] = [
  /^(?:\d[^\n[]{0,60}: )?\[(?:Full )?GC(?: \(|\(| \d|-- ?\d|[ (\d][^\n]{0,200}\d[KMG]?->)/m,
  /^(?:\d[^\n[]{0,60}: )?\[(?:Full )?GC ?(?:pause|remark|cleanup|\[)/m,
  /^\{Heap before GC invocations=/m,
  /^(?:\d[^\n[]{0,60}: )?\[(?:Full )?GC ?\d[\d.,:T+-]{0,60}: \[/m,
];

/** How a line of the collector is written: unified logging, before it, or no such line. */
export const gcLogStyle = (text: string): 'unified' | 'legacy' | undefined => {
  if (unified.some((shape) => shape.test(text))) return 'unified';
  return legacy.some((shape) => shape.test(text)) ? 'legacy' : undefined;
};

export const recogniseGcLog = (text: string): boolean => gcLogStyle(text) !== undefined;
