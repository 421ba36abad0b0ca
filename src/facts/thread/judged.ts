import type { Evidence } from '../../model/evidence.ts';
import { MissingFact } from '../../model/fact.ts';
import type { Thread, ThreadDump, ThreadSeries } from '../../model/thread-dump.ts';

/** The series of the subject. Throws MissingFact without a dump. */
export const seriesOf = (evidence: Evidence): ThreadSeries => {
  const series = evidence.models['thread-dump'];
  if (series === undefined || series.dumps.length === 0) throw new MissingFact(['thread-dump'], 'no thread dump');
  return series;
};

const isToFile = ({ format }: ThreadDump): boolean => format === 'dump-to-file-json' || format === 'dump-to-file-text';

/**
 * The whole dumps that may be judged, in time order. `jstack -F` calls parked threads BLOCKED and leaves out half of what
 * counts here: of such a dump only the deadlock section is used. Thread.dump_to_file knows no CPU, ages or (21) states: it is
 * judged where there is nothing else. Throws MissingFact when none is left.
 */
export const judgedDumps = (evidence: Evidence): readonly ThreadDump[] => {
  const dumps = seriesOf(evidence).dumps.filter(({ format }) => format !== 'jstack-F');
  if (dumps.length === 0) {
    throw new MissingFact(['thread-dump'], 'a jstack -F text shows neither true states nor names: take a plain dump');
  }
  const plain = dumps.filter((dump) => !isToFile(dump));
  return plain.length > 0 ? plain : dumps;
};

/** The newest dump that may be judged. Throws MissingFact. */
export const newestDump = (evidence: Evidence): ThreadDump => judgedDumps(evidence).at(-1) as ThreadDump;

/** As in the rules on pools: an excerpt in a ticket shows a few threads of many. */
const fragmentThreads = 10;

/** An excerpt of a dump: what it does not show may still be there. */
export const isFragment = (dump: ThreadDump): boolean => !dump.complete && dump.threads.length < fragmentThreads;

/** Threads of the operating system: virtual threads cost none. */
export const platformThreads = (dump: ThreadDump): readonly Thread[] =>
  dump.threads.filter(({ kind }) => kind !== 'virtual');

/** A pure function of the evidence computed once per evidence, errors included. */
export const once = <T>(derive: (evidence: Evidence) => T): ((evidence: Evidence) => T) => {
  const results = new WeakMap<Evidence, { readonly value: T } | { readonly error: unknown }>();
  return (evidence) => {
    let result = results.get(evidence);
    if (result === undefined) {
      try {
        result = { value: derive(evidence) };
      } catch (error) {
        result = { error };
      }
      results.set(evidence, result);
    }
    if ('error' in result) throw result.error;
    return result.value;
  };
};

/** The value, or the MissingFact that was thrown for it, to stand in its place inside a larger fact. */
export const orMissing = <T>(derive: () => T): T | MissingFact => {
  try {
    return derive();
  } catch (error) {
    if (error instanceof MissingFact) return error;
    throw error;
  }
};
