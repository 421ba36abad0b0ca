import type { GcCollector } from '../../model/gc-series.ts';
import type { Row } from './row.ts';

/** Which figures a row has: every collector leaves others out. */
const has = (row: Row, name: string): boolean => typeof row.get(name) === 'number';

/**
 * The collector, as far as the columns of one row betray it; undefined where several would fill them alike (Serial and Parallel; with the
 * columns of JDK 8 also CMS).
 */
export const collectorIn = (head: readonly string[], row: Row): GcCollector | undefined => {
  const cause = String(row.get('LGCC') ?? '');
  if (/^CMS /.test(cause)) return 'CMS';
  if (/^G1 /.test(cause)) return 'G1';
  const eden = has(row, 'E') || has(row, 'EU');
  if (!head.includes('CGC')) {
    // G1 of JDK 8 has one survivor space only, the second.
    const isG1 =
      row.get('S0C') === 0 && row.get('S0U') === 0 && (row.get('EC') ?? 0) !== 0 && (row.get('S1C') ?? 0) !== 0;
    return isG1 ? 'G1' : undefined;
  }
  const [young, full, concurrent] = [has(row, 'YGC'), has(row, 'FGC'), has(row, 'CGC')];
  if (!eden && full) return 'Shenandoah';
  if (!eden && concurrent) return 'ZGC';
  if (!eden && (has(row, 'O') || has(row, 'OU')) && !young) return 'Epsilon';
  if (eden && young && concurrent && !full) return 'ZGC generational';
  if (!full || !concurrent) return undefined;
  const survivor = row.get('S0C') ?? row.get('S0');
  return survivor === undefined || row.get('S0C') === 0 ? 'G1' : head.includes('S0C') ? 'CMS' : undefined;
};
