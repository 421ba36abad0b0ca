import type { ParseOptions } from '../../model/format.ts';
import type { GcCollector, GcPiece, GcSample } from '../../model/gc-series.ts';
import type { Problem } from '../../model/parsed.ts';
import { collectorIn } from './collector.ts';
import { headOf } from './head.ts';
import { type Row, rowOf } from './row.ts';
import { jstatSample } from './sample.ts';

/** Rows before the first head line: the top of the screen was not copied. */
const maxWaiting = 2000;

/** Not GCT, the last column: where the text was cut its figure is too small. */
const totals = ['YGC', 'FGC', 'CGC'] as const;

/** A total fell, or the clock went back: another JVM. */
const isOtherLife = (before: Row, row: Row): boolean =>
  [...totals, 'Timestamp'].some((name) => {
    const [a, b] = [before.get(name), row.get(name)];
    return typeof a === 'number' && typeof b === 'number' && b < a;
  });

type Waiting = { readonly text: string; readonly line: number };

/** Reads jstat's output line by line; head lines may come again, prompts and other lines in between are counted. */
export const jstatReader = (options: ParseOptions<GcPiece>, onProblem: (problem: Problem) => void) => {
  const { artifactId, emit } = options;
  let head: readonly string[] | undefined;
  let before: Row | undefined;
  let collector: GcCollector | undefined;
  let samples: GcSample[] = [];
  let newLife = false;
  let waiting: Waiting[] = [];
  let line = 0;
  let total = 0;
  let recognised = 0;
  let count = 0;

  const flush = (): void => {
    if (samples.length === 0) return;
    emit({
      artifactId,
      source: 'jstat',
      ...(collector === undefined ? {} : { jvm: { collector } }),
      samples,
      ...(newLife ? { newLife: true as const } : {}),
    });
    samples = [];
    newLife = false;
  };

  const isPrompt = (text: string): boolean => /\bjstat\b|^\s*\.{3}\s*$|[$#%>❯]\s*$/.test(text);

  const take = (text: string, at: number): boolean => {
    const row = head === undefined ? undefined : rowOf(head, text);
    if (head === undefined || row === undefined) return false;
    if (before !== undefined && isOtherLife(before, row)) {
      flush();
      newLife = true;
      collector = undefined;
    }
    before = row;
    const seen = collectorIn(head, row);
    if (seen !== undefined && seen !== collector && samples.length > 0 && collector === undefined) flush();
    collector ??= seen;
    samples.push(jstatSample(row, collector, head.includes('CGC'), at));
    recognised++;
    count++;
    return true;
  };

  const begin = (names: readonly string[]): void => {
    // -gc after -gcutil: totals go on, other columns are unknown.
    head = names;
    recognised++;
    const early = waiting;
    waiting = [];
    for (const { text, line: at } of early) {
      if (!take(text, at)) onProblem({ line: at, message: 'not a line of jstat' });
    }
  };

  return {
    line: (text: string): void => {
      line++;
      if (text.trim() === '') return;
      total++;
      const names = headOf(text);
      if (names !== undefined) begin(names);
      else if (take(text, line)) return;
      else if (isPrompt(text)) recognised++;
      else if (head === undefined && waiting.length < maxWaiting && /^\s*[\d-]/.test(text))
        waiting.push({ text, line });
      else onProblem({ line, message: 'not a line of jstat' });
    },
    flush,
    end: () => {
      for (const { line: at } of waiting) onProblem({ line: at, message: 'a line of figures without a head line' });
      return { recognised, total, samples: count };
    },
  };
};
