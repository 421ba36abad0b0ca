import type { Evidence } from '../model/evidence.ts';
import { boolean, type FactNamespace, fact, list, MissingFact, number, object, source, string } from '../model/fact.ts';
import type { RecordedEnd, Recording } from '../model/recording.ts';

/** SIGTERM and SIGINT are how a JVM is asked to end: a rollout, an operator. */
const askedFor = [0, 130, 143];

const recordingOf = ({ models }: Evidence): Recording => {
  if (models.recording === undefined) throw new MissingFact(['recording'], 'the JVM was not recorded');
  return models.recording;
};

const endOf = (evidence: Evidence): NonNullable<Recording['end']> => {
  const { end } = recordingOf(evidence);
  if (end === undefined) throw new MissingFact(['recording'], 'the JVM did not end while it was recorded');
  return end;
};

/** `failed`: killed or with an exit code of an error. Without one nobody but its parent knows. */
const kindOf = ({ exitCode, signal, cause }: RecordedEnd): 'asked-for' | 'failed' | 'unknown' => {
  if (cause === 'OOMKilled' || (signal !== undefined && signal !== 15 && signal !== 2)) return 'failed';
  if (exitCode === undefined) return 'unknown';
  return askedFor.includes(exitCode) ? 'asked-for' : 'failed';
};

const course = object(
  {
    name: string('threads, memoryPct and so on, as --when names them'),
    first: number('at the first reading'),
    last: number('at the last reading'),
    most: number('the highest'),
  },
  'one figure over the recording',
);

/** A recording: `capture --every`. */
const recording: FactNamespace = {
  name: 'recording',
  doc: 'What `jdiag capture --every` saw of the JVM over time, up to its end.',
  facts: {
    recorded: fact(
      boolean('there is a recording'),
      ['recording'],
      ({ models, failed }) => models.recording !== undefined || failed.recording !== undefined,
    ),
    ended: fact(
      boolean('the JVM ended while it was recorded'),
      ['recording'],
      (evidence) => recordingOf(evidence).end !== undefined,
    ),
    endKind: fact(
      string(
        'asked-for (exit code 0, SIGTERM, SIGINT), failed (killed, another exit code), unknown (nobody but its parent knows)',
      ),
      ['recording'],
      (evidence) => kindOf(endOf(evidence)),
    ),
    endReason: fact(string('what was seen of the end'), ['recording'], (evidence) => endOf(evidence).reason),
    endCause: fact(string('OOMKilled, or words of the runtime'), ['recording'], (evidence) => {
      const { cause } = endOf(evidence);
      if (cause === undefined) throw new MissingFact(['recording'], 'nothing names a cause of the end');
      return cause;
    }),
    exitCode: fact(number('of the container'), ['recording'], (evidence) => {
      const { exitCode } = endOf(evidence);
      if (exitCode === undefined)
        throw new MissingFact(['recording'], 'the exit code is known to the parent of the process alone');
      return exitCode;
    }),
    endSource: fact(source('the line of the recording'), ['recording'], (evidence) => endOf(evidence).source),
    spanMs: fact(number('from the first reading to the last line', 'ms'), ['recording'], (evidence) => {
      const { firstAtMs, lastAtMs } = recordingOf(evidence);
      return lastAtMs - firstAtMs;
    }),
    readings: fact(number('readings'), ['recording'], (evidence) => recordingOf(evidence).readings),
    crossings: fact(
      number('times the condition of --when came true'),
      ['recording'],
      (evidence) => recordingOf(evidence).crossings.length,
    ),
    courses: fact(list(course, 'figures that changed'), ['recording'], (evidence) =>
      recordingOf(evidence)
        .courses.filter(({ least, most }) => most >= 1 && most > 1.1 * least)
        .map(({ name, first, last, most }) => ({ name, first, last, most })),
    ),
  },
};

export default recording;
