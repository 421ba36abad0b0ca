import { ascii, isAt, space } from '../text/bytes.ts';
import { wordTable } from '../text/word-table.ts';

/** What the figures beside a name are of. `old-here`: the line that names it collected the old generation, also where it begins with `[GC`. */
export type LegacyPart = 'young' | 'old' | 'old-here' | 'heap' | 'eden' | 'survivors' | 'metaspace';

/**
 * The names of the generations as `Generation::short_name` and `PSYoungGen::name` give them (JDK 8: memory/defNewGeneration.hpp,
 * memory/tenuredGeneration.hpp, parNew/parNewGeneration.hpp, concurrentMarkSweep/concurrentMarkSweepGeneration.hpp, parallelScavenge/psYoungGen.hpp),
 * and those of `G1CollectorPolicy::print_detailed_heap_transition`.
 */
const partNamed = wordTable<LegacyPart>([
  ['PSYoungGen', 'young'],
  ['DefNew', 'young'],
  ['ParNew', 'young'],
  ['ASParNew', 'young'],
  ['ASPSYoungGen', 'young'],
  ['ParOldGen', 'old'],
  ['PSOldGen', 'old'],
  ['Tenured', 'old-here'],
  ['CMS', 'old-here'],
  ['ASCMS', 'old'],
  ['ASPSOldGen', 'old'],
  ['Heap', 'heap'],
  ['Eden', 'eden'],
  ['Survivors', 'survivors'],
  ['Metaspace', 'metaspace'],
]);

/** `unnamed`: nothing stands before the colon, the name was on a line before; `whole`: no colon, the figures are of the whole heap. */
export type NamedPart = LegacyPart | 'unnamed' | 'whole' | 'unknown';

/** Whose figures begin at `at`: `[PSYoungGen: 1K->`, `[ParNew (promotion failed): 1K->`, ` Heap: 1K(2K)->`. */
export const partBefore = (bytes: Uint8Array, at: number, lineStart: number): NamedPart => {
  let to = at - 1;
  while (to >= lineStart && bytes[to] === space) to--;
  if (to < lineStart || bytes[to] !== 58) return 'whole';
  to--;
  while (to >= lineStart && bytes[to] === space) to--;
  if (to >= lineStart && bytes[to] === 41) {
    while (to >= lineStart && bytes[to] !== 40) to--;
    to--;
    while (to >= lineStart && bytes[to] === space) to--;
  }
  let from = to;
  for (; from >= lineStart; from--) {
    const code = bytes[from];
    if (code === 91 || code === space || code === 93) break;
  }
  return from === to ? 'unnamed' : (partNamed(bytes, from + 1, to + 1) ?? 'unknown');
};

const defNew = ascii('DefNew');
const parNew = ascii('ParNew');
const tenured = ascii('Tenured');
const cms = ascii('CMS');

/** The generation that a bracket opens and whose figures may come on a later line: `[ParNew` and no figures. `[CMS-concurrent-mark` is a phase. */
export const partOpened = (bytes: Uint8Array, bracket: number): LegacyPart | undefined => {
  const first = bytes[bracket + 1];
  if (first === 80) return isAt(bytes, bracket + 1, parNew) ? 'young' : undefined;
  if (first === 68) return isAt(bytes, bracket + 1, defNew) ? 'young' : undefined;
  if (first === 67) return isAt(bytes, bracket + 1, cms) && bytes[bracket + 4] !== 45 ? 'old-here' : undefined;
  return first === 84 && isAt(bytes, bracket + 1, tenured) ? 'old-here' : undefined;
};
