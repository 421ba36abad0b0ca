import type { ParseOptions } from '../../model/format.ts';
import type { CounterLine } from '../../model/gc-counters-line.ts';
import type { GcJvm, GcPiece, GcSample } from '../../model/gc-series.ts';
import type { Problem } from '../../model/parsed.ts';
import type { CounterLookup } from '../../model/perf-data.ts';
import { gcJvmOf } from '../perf-data/gc-jvm.ts';
import { gcSampleOf } from '../perf-data/gc-sample.ts';

const isValue = (value: unknown): value is number | string => typeof value === 'number' || typeof value === 'string';

/** The line as what it says it is; a text saying what is wrong with it. */
const read = (text: string): CounterLine | string => {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch {
    return 'it is not whole JSON';
  }
  if (typeof line !== 'object' || line === null) return 'it is no object';
  const { at, counters, changed, gap, ended } = line as Record<string, unknown>;
  if (typeof at !== 'string' || Number.isNaN(Date.parse(at))) return 'it has no time';
  const values = counters ?? changed;
  if (values !== undefined) {
    const isSound = typeof values === 'object' && values !== null && Object.values(values).every(isValue);
    return isSound ? (line as CounterLine) : 'its counters are neither numbers nor texts';
  }
  return typeof gap === 'string' || typeof ended === 'string' ? (line as CounterLine) : 'it holds no counters';
};

/** Puts the changes back together and hands on one sample for each line; lines that cannot be read are counted. */
export const counterSeries = (
  options: Pick<ParseOptions<GcPiece>, 'artifactId' | 'emit'>,
  onProblem: (problem: Problem) => void,
  /** Hears the counters of each line; `anew`: of another JVM than before. */
  onCounters?: (counters: CounterLookup, anew: boolean) => void,
) => {
  const { artifactId, emit } = options;
  let counters: Map<string, number | string> | undefined;
  let jvm: GcJvm = {};
  let samples: GcSample[] = [];
  let newLife = false;
  let recognised = 0;
  let total = 0;

  const flush = (): void => {
    if (samples.length === 0) return;
    emit({ artifactId, source: 'counters', jvm, samples, ...(newLife ? { newLife: true as const } : {}) });
    samples = [];
    newLife = false;
  };

  const begin = (line: Extract<CounterLine, { counters: unknown }>): void => {
    flush();
    newLife = counters !== undefined;
    counters = new Map(Object.entries(line.counters));
    jvm = { ...gcJvmOf(counters), ...(line.pid === undefined ? {} : { pid: line.pid }) };
  };

  const take = (line: CounterLine): string | undefined => {
    if ('gap' in line) return `a gap: ${line.gap}`;
    if ('ended' in line) return `the end: ${line.ended}`;
    if ('counters' in line) begin(line);
    else if (counters === undefined) return 'left out: no full reading before it';
    else for (const [name, value] of Object.entries(line.changed)) counters.set(name, value);
    onCounters?.(counters as Map<string, number | string>, 'counters' in line);
    const sample = gcSampleOf(counters as Map<string, number | string>, jvm, Date.parse(line.at));
    samples.push({ ...sample, line: total });
    return undefined;
  };

  return {
    line: (text: string): void => {
      if (text.trim() === '') return;
      total++;
      const line = read(text);
      if (typeof line !== 'string') recognised++;
      const problem = typeof line === 'string' ? `left out: ${line}` : take(line);
      if (problem !== undefined) onProblem({ line: total, message: problem });
    },
    flush,
    accounting: () => ({ recognised, total }),
  };
};
