import type { FigureName, Figures } from '../../model/recording.ts';
import { escapeText } from '../../report/text/escape.ts';
import { count, decimal } from '../../report/text/number.ts';
import type { RecordOutcome } from './options.ts';

/** What fits into a line and tells most; the rest stands in the capture. */
const shown: readonly (readonly [FigureName, string, string])[] = [
  ['threads', 'threads', ''],
  ['memoryPct', 'memory', ' %'],
  ['rssMb', 'rss', ' MiB'],
  ['heapPct', 'heap', ' %'],
  ['oldPct', 'old', ' %'],
  ['gcPct', 'gc', ' %'],
  ['cpuCores', 'cpu', ''],
  ['restarts', 'restarts', ''],
];

/** `threads 1,204  memory 78 %  old 61 %  gc 3 %`. Where memory has a limit its share says more than the size. */
export const figuresLine = (figures: Figures): string =>
  [
    ...shown.flatMap(([name, word, unit]) => {
      const value = figures[name];
      if (typeof value !== 'number' || (name === 'rssMb' && figures.memoryPct !== undefined)) return [];
      return [`${word} ${Number.isInteger(value) ? count(value) : decimal(value)}${unit}`];
    }),
    ...(figures.probeFailed === true ? ['probe failed'] : []),
  ].join('  ');

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** `pid/4711: ended 17:03:11Z: OOMKilled, exit code 137, container app ended; 42 readings, the condition came true once`. */
export const outcomeLine = ({
  target,
  run,
  readings,
  crossings,
  sets,
  end,
  stopped,
  unanswered,
}: RecordOutcome): string => {
  const code = end?.exitCode === undefined ? 'exit code not known to an onlooker' : `exit code ${end.exitCode}`;
  const how =
    end === undefined
      ? `it still ran when the recording ended (${stopped ?? 'interrupted'})`
      : `ended ${end.at.slice(11, 19)}Z: ${[end.cause, code, end.reason].filter((part) => part !== undefined).join(', ')}`;
  return [
    `${escapeText(target)}${run === undefined ? '' : ` (run ${run})`}: ${escapeText(how)}`,
    plural(readings, 'reading'),
    ...(crossings === 0
      ? []
      : [`the condition came true ${plural(crossings, 'time')}, ${plural(sets, 'set')} of dumps`]),
    ...(unanswered === undefined ? [] : [`the condition could never be answered: ${unanswered.join(', ')} not known`]),
  ].join('; ');
};
