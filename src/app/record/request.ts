import { watchCondition } from '../../engine/watch-condition.ts';
import { RequestError } from '../../model/exit-code.ts';
import { type Figures, figureNames, figureTypes } from '../../model/recording.ts';
import type { Subject } from '../../model/subject.ts';
import type { Target } from '../../model/target.ts';
import { escapeText } from '../../report/text/escape.ts';
import type { Progress } from '../progress.ts';
import { figuresLine } from './line.ts';
import type { RecordOptions, RecordOutcome } from './options.ts';

/** Counters and /proc are read without harm more often than this, but a pod's shell and the API should not be. */
const leastEveryMs = 1_000;
const defaultEveryMs = 10_000;
const defaultKeep = 60;
const defaultSets = 3;

/** Ctrl-C as the ordinary end: `code` is the exit code it asks for, once it came. */
export type OrderedEnd = { readonly signal: AbortSignal; readonly code: () => number | undefined };

/** A recording to be made; `outcomes` fill as JVMs end. */
export type Recording = {
  readonly record: RecordOptions;
  readonly outcomes: readonly RecordOutcome[];
  readonly endedBy: OrderedEnd['code'];
};

export type RecordRequest = {
  readonly every?: number | undefined;
  readonly keep?: number | undefined;
  readonly when?: string | undefined;
  readonly sets?: number | undefined;
  readonly 'until-exit'?: boolean;
  readonly follow?: boolean;
  /** Of all. */
  readonly for?: number | undefined;
};

const isRecording = (request: RecordRequest): boolean =>
  request.every !== undefined ||
  request.when !== undefined ||
  request.keep !== undefined ||
  request['until-exit'] === true ||
  request.follow === true;

const conditionOf = (text: string | undefined): Pick<RecordOptions, 'when'> => {
  if (text === undefined) return {};
  const when = watchCondition('--when', text, figureTypes);
  if (!('mistakes' in when)) return { when };
  throw new RequestError('bad-condition', when.mistakes.join('\n'), [
    `names: ${figureNames.join(', ')}`,
    "for example --when 'threads > 1500 || memoryPct > 90 || probeFailed'",
  ]);
};

/** One line for each JVM on a terminal, drawn anew; elsewhere a line for each reading. */
const presenter = (progress: Progress, everyMs: number) => {
  const rows = new Map<string, string>();
  return (subject: Subject, figures: Figures, readings: number): void => {
    const text = `${escapeText(subject.target)}  ${figuresLine(figures)}`;
    if (progress.live !== true) {
      progress.say(`${new Date().toISOString().slice(0, 19).replace('T', ' ')}Z  ${text}`);
      return;
    }
    rows.set(subject.id, `${text}  (${readings})`);
    if (rows.size === 1) {
      progress.step(`recording every ${everyMs / 1000} s, Ctrl-C ends it: ${[...rows.values()].join('')}`);
      return;
    }
    progress.step(`recording ${rows.size} JVMs every ${everyMs / 1000} s, Ctrl-C ends it`);
    progress.screen?.([...rows.values()].map((row) => `  ${row}`));
  };
};

/** A process has no successor that could be known: throws RequestError. */
export const checkFollow = (recording: Recording | undefined, targets: readonly Target[]): void => {
  const alone = targets.find(({ kind }) => kind !== 'pods');
  if (recording?.record.follow !== true || alone === undefined) return;
  throw new RequestError(
    'bad-flag',
    `--follow goes on with the next JVM of a pod or a workload, and ${alone.word} is none`,
    ['without it the recording ends with its JVM'],
  );
};

/** What the flags ask of a recording; undefined: none is asked for. Throws RequestError for a condition that is none, before any JVM is touched. */
export const recordRequest = (
  request: RecordRequest,
  { ending, progress }: { readonly ending: () => OrderedEnd; readonly progress: Progress },
): Recording | undefined => {
  if (!isRecording(request)) {
    if (request.sets === undefined) return undefined;
    throw new RequestError('bad-flag', '--sets says how often --when takes dumps, and there is no --when');
  }
  if (request.sets !== undefined && request.when === undefined) {
    throw new RequestError('bad-flag', '--sets says how often --when takes dumps, and there is no --when');
  }
  const everyMs = request.every ?? defaultEveryMs;
  if (everyMs < leastEveryMs) {
    throw new RequestError('bad-flag', `--every ${everyMs} ms is too often for the JVM's surroundings`, [
      'the least is 1s',
    ]);
  }
  const time = request.for === undefined ? undefined : AbortSignal.timeout(request.for);
  const over = new AbortController();
  time?.addEventListener('abort', () => over.abort(new DOMException('--for is over', 'AbortError')), { once: true });
  const condition = conditionOf(request.when);
  const outcomes: RecordOutcome[] = [];
  const end = ending();
  const record: RecordOptions = {
    everyMs,
    keep: request.keep ?? defaultKeep,
    ...condition,
    sets: request.sets ?? defaultSets,
    untilExit: request['until-exit'] === true || request.follow === true || request.when === undefined,
    ...(request.follow === true ? { follow: true } : {}),
    until: AbortSignal.any([end.signal, over.signal]),
    onFigures: presenter(progress, everyMs),
    onOutcome: (outcome) => void outcomes.push(outcome),
  };
  return { record, outcomes, endedBy: end.code };
};
