import type { Evidence } from '../model/evidence.ts';
import { boolean, type FactNamespace, fact, list, MissingFact, number, object, source, string } from '../model/fact.ts';
import { holdsBuffers, isWarming, nativeChanges, newestNative } from './native/growth.ts';

const kinds = ['native-memory'] as const;
const placed = ({ artifactId }: { readonly artifactId: string }, line: number) => ({
  artifact: artifactId,
  line,
  endLine: line,
});

const residentOf = ({ models }: Evidence): number => {
  const resident = models.process?.snapshots.at(-1)?.rssBytes;
  if (resident === undefined) throw new MissingFact(['process'], 'the resident memory is not known');
  return resident;
};

/** Not less than this is resident and was not asked for by the JVM: what it committed need not all be touched. */
const untrackedOf = (evidence: Evidence): number =>
  Math.max(0, residentOf(evidence) - newestNative(evidence).committedBytes);

/** Memory of the JVM by native memory tracking. */
const native: FactNamespace = {
  name: 'native',
  doc: 'What the JVM itself asked of the operating system, part by part (jcmd VM.native_memory).',
  facts: {
    committedBytes: fact(
      number('committed in all', 'bytes'),
      kinds,
      (evidence) => newestNative(evidence).committedBytes,
    ),
    parts: fact(
      list(
        object(
          {
            name: string('category'),
            committedBytes: number('committed', 'bytes'),
            pct: number('of all that is committed', 'percent'),
            source: source(),
          },
          'a category of native memory',
        ),
        'categories, the most committed first',
      ),
      kinds,
      (evidence) => {
        const newest = newestNative(evidence);
        return newest.categories
          .toSorted((a, b) => b.committedBytes - a.committedBytes)
          .map(({ name, committedBytes, line }) => ({
            name,
            committedBytes,
            pct: (100 * committedBytes) / Math.max(1, newest.committedBytes),
            source: placed(newest, line),
          }));
      },
    ),
    grown: fact(
      list(
        object(
          {
            name: string('category'),
            changeBytes: number('committed more than at the baseline, or in the first reading', 'bytes'),
            committedBytes: number('committed now', 'bytes'),
            growthPct: number('the change in percent of what was there before', 'percent'),
            buffers: boolean('direct buffers and what Unsafe takes are counted there'),
            warming: boolean('it fills up while a JVM warms up'),
            source: source(),
          },
          'a category that grew',
        ),
        'categories but the Java heap that have more committed than before, the largest change first',
      ),
      kinds,
      (evidence) => {
        const newest = newestNative(evidence);
        return nativeChanges(evidence)
          .filter(({ name, changeBytes }) => changeBytes > 0 && name !== 'Java Heap')
          .toSorted((a, b) => b.changeBytes - a.changeBytes)
          .map((one) => ({
            name: one.name,
            changeBytes: one.changeBytes,
            committedBytes: one.committedBytes,
            growthPct: (100 * one.changeBytes) / Math.max(1, one.committedBytes - one.changeBytes),
            buffers: holdsBuffers(one, newest.categories),
            warming: isWarming(one),
            source: placed(newest, one.line),
          }));
      },
    ),
    residentBytes: fact(number('resident memory of the process', 'bytes'), ['process'], residentOf),
    untrackedBytes: fact(
      number('resident beyond all that the JVM committed: no less than this is not its own', 'bytes'),
      ['native-memory', 'process'],
      untrackedOf,
    ),
    untrackedPct: fact(
      number('the same in percent of the resident memory', 'percent'),
      ['native-memory', 'process'],
      (evidence) => (100 * untrackedOf(evidence)) / Math.max(1, residentOf(evidence)),
    ),
    source: fact(source('the line of the totals'), kinds, (evidence) => {
      const newest = newestNative(evidence);
      return placed(newest, newest.line);
    }),
  },
};

export default native;
