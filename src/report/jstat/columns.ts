import type { CounterLookup } from '../../model/perf-data.ts';
import { aligned, type Column, count, kibibytes, percent, seconds, words } from './column.ts';

/** jstat's -gc, -gcutil and -gccause. */
export type ColumnSet = 'gc' | 'gcutil' | 'gccause';
export const columnSets: readonly ColumnSet[] = ['gc', 'gcutil', 'gccause'];

/** Feature release of the jstat that is followed: that of the JVM. */
export type Release = { readonly jdk: number };

const young = (space: number): string => `sun.gc.generation.0.space.${space}`;
const old = 'sun.gc.generation.1.space.0';
const metaspace = 'sun.gc.metaspace';
const classSpace = 'sun.gc.compressedclassspace';

/** The columns became wider with JDK 17. */
const isWide = ({ jdk }: Release): boolean => jdk >= 17;

const collections = (release: Release, countAlign: Column['align']): readonly Column[] => {
  const secondsWidth = isWide(release) ? 9 : 8;
  const time = (header: string, collectors: readonly number[]): Column => ({
    header,
    width: secondsWidth,
    align: 'right',
    text: seconds(collectors),
  });
  const number = (header: string, collector: number, width: number, align: Column['align']): Column => ({
    header,
    width,
    align,
    text: count(`sun.gc.collector.${collector}.invocations`),
  });
  const concurrent = [number('CGC', 2, 5, countAlign), time('CGCT', [2])];
  return [
    number('YGC', 0, 6, 'right'),
    time('YGCT', [0]),
    number('FGC', 1, 5, countAlign),
    time('FGCT', [1]),
    ...(release.jdk >= 9 ? concurrent : []),
    time('GCT', release.jdk >= 9 ? [0, 1, 2] : [0, 1]),
  ];
};

const sizes = (release: Release): readonly Column[] => {
  const wide = isWide(release);
  const align = wide ? 'right' : 'center';
  const column = (header: string, name: string, narrow: number, width: number): Column => ({
    header,
    width: wide ? width : narrow,
    align,
    text: kibibytes(name),
  });
  return [
    column('S0C', `${young(1)}.capacity`, 6, 11),
    column('S1C', `${young(2)}.capacity`, 6, 11),
    column('S0U', `${young(1)}.used`, 6, 11),
    column('S1U', `${young(2)}.used`, 6, 11),
    column('EC', `${young(0)}.capacity`, 8, 12),
    column('EU', `${young(0)}.used`, 8, 12),
    column('OC', `${old}.capacity`, 10, 12),
    column('OU', `${old}.used`, 10, 12),
    column('MC', `${metaspace}.capacity`, 6, 10),
    column('MU', `${metaspace}.used`, 6, 10),
    column('CCSC', `${classSpace}.capacity`, 6, 9),
    column('CCSU', `${classSpace}.used`, 6, 9),
    ...collections(release, align),
  ];
};

const shares = (release: Release): readonly Column[] => {
  const column = (header: string, prefix: string): Column => ({
    header,
    width: 6,
    align: 'right',
    text: percent(prefix),
  });
  return [
    column('S0', young(1)),
    column('S1', young(2)),
    column('E', young(0)),
    column('O', old),
    column('M', metaspace),
    column('CCS', classSpace),
    ...collections(release, 'right'),
  ];
};

const cause = (header: string, name: string): Column => ({ header, width: 20, align: 'left', text: words(name) });

const columnsOf = (set: ColumnSet, release: Release): readonly Column[] => {
  if (set === 'gc') return sizes(release);
  if (set === 'gcutil') return shares(release);
  return [...shares(release), cause('LGCC', 'sun.gc.lastCause'), cause('GCC', 'sun.gc.cause')];
};

/** The head line and the line of a reading, to the last blank as the jstat of that JDK prints them. */
export const jstatLines = (
  set: ColumnSet,
  release: Release,
): { readonly head: string; readonly row: (counters: CounterLookup) => string } => {
  const columns = columnsOf(set, release);
  return {
    head: columns
      .map(({ header, width, align }) => aligned(header, width, align === 'left' ? 'left' : 'center'))
      .join(' '),
    row: (counters) => columns.map(({ text, width, align }) => aligned(text(counters), width, align)).join(' '),
  };
};
