import type { Evidence } from '../../model/evidence.ts';
import { boolean, type Fact, fact, list, MissingFact, number, object, string } from '../../model/fact.ts';
import type { HeapDuplicateStrings } from '../../model/heap-dump.ts';
import { heapMax } from '../container/heap-limit.ts';
import { orMissing } from '../thread/judged.ts';
import {
  collectionFloods,
  dumpSource,
  holdingThreads,
  isDumpedAtOutOfMemory,
  liveBytes,
  newestDump,
  ofGraph,
  pathText,
} from './dump.ts';
import { flood, loader, suspect, thread } from './dump-shapes.ts';

const notThere = new MissingFact([], 'there is none');
const text = (value: string | null | undefined): string | MissingFact =>
  value === null || value === undefined || value === '' ? notThere : value;

const suspects = (evidence: Evidence) => {
  const dump = newestDump(evidence);
  return ofGraph(dump.suspects).map((one) => {
    const direct = one.children[0] ?? one.contents[0];
    return {
      className: one.className,
      instances: one.instances,
      retainedBytes: one.retainedBytes,
      retainedPct: one.retainedPct,
      path: pathText(one),
      accumulation: text(one.accumulation?.className),
      contentClass: text(direct?.className),
      contentInstances: direct?.instances ?? notThere,
      thread: text(one.thread?.name),
      applicationClass: text(one.applicationClass),
      source: dumpSource(dump, one.address ?? one.path.at(-1)?.address ?? ''),
    };
  });
};

const loaders = (evidence: Evidence) => {
  const dump = newestDump(evidence);
  return ofGraph(dump.loaders)
    .filter(({ sameClassesAs }) => sameClassesAs > 0)
    .map((one) => ({
      className: one.className,
      name: text(one.name),
      classes: one.classes,
      copies: one.sameClassesAs + 1,
      retainedBytes: one.retainedBytes,
      path: text(one.path === undefined ? undefined : pathText({ path: one.path, className: one.className })),
      source: dumpSource(dump, one.address ?? ''),
    }));
};

const share = (part: number, whole: number): number => (100 * part) / Math.max(1, whole);

/** The maximum of the heap: as the options, counters or a histogram beside the dump say it, else as the dump itself does. */
const maximumOf = (evidence: Evidence): number => {
  const { histogram } = evidence.models;
  const beside = histogram?.histograms.at(-1)?.heapMaxBytes ?? orMissing(() => heapMax(evidence, undefined, undefined));
  if (typeof beside === 'number') return beside;
  if (!(beside instanceof MissingFact)) return beside.bytes;
  const { heapMaxBytes } = newestDump(evidence);
  if (heapMaxBytes === undefined)
    throw new MissingFact(['histogram', 'process'], 'the maximum of the heap is not known: this dump does not tell it');
  return heapMaxBytes;
};

/** What the contents of strings tell. Throws MissingFact. */
const duplicatesIn = (evidence: Evidence): HeapDuplicateStrings => {
  const dump = newestDump(evidence);
  ofGraph(dump.suspects);
  if (dump.duplicateStrings === undefined)
    throw new MissingFact(
      ['heap-dump'],
      'the texts of this dump are blanked (jdiag heap redact): copies cannot be told',
    );
  return dump.duplicateStrings;
};

export const dumpFacts: Readonly<Record<string, Fact>> = {
  dumpObjects: fact(
    number('objects in the newest heap dump'),
    ['heap-dump'],
    (evidence) => newestDump(evidence).objects,
  ),
  dumpLiveBytes: fact(number('reachable bytes in it', 'bytes'), ['heap-dump'], (evidence) =>
    liveBytes(newestDump(evidence)),
  ),
  dumpOfMaxPct: fact(
    number('reachable share of the maximum of the heap', 'percent'),
    ['heap-dump', 'histogram', 'process', 'perf-data'],
    (evidence) => share(liveBytes(newestDump(evidence)), maximumOf(evidence)),
  ),
  dumpedAtOutOfMemory: fact(boolean('the JVM wrote it when it ran out of heap'), ['heap-dump'], (evidence) =>
    isDumpedAtOutOfMemory(newestDump(evidence)),
  ),
  dumpCut: fact(
    string('why the dump is not whole; empty when it is'),
    ['heap-dump'],
    (evidence) => newestDump(evidence).cut ?? '',
  ),
  suspects: fact(list(suspect, 'leak suspects, the largest first'), ['heap-dump'], suspects),
  holdingThreads: fact(list(thread, 'threads by what their thread-locals keep'), ['heap-dump'], holdingThreads),
  collectionFloods: fact(list(flood, 'collections by the thousand, the most first'), ['heap-dump'], collectionFloods),
  loaderCopies: fact(list(loader, 'class loaders that have twins, by what they keep'), ['heap-dump'], loaders),
  mostLoaderCopies: fact(number('loaders with the same classes; 0 when none has twins'), ['heap-dump'], (evidence) =>
    Math.max(0, ...loaders(evidence).map(({ copies }) => copies)),
  ),
  wastedCollectionBytes: fact(number('room in collections that nothing uses', 'bytes'), ['heap-dump'], (evidence) =>
    ofGraph(newestDump(evidence).collections).kinds.reduce((sum, { wastedBytes }) => sum + wastedBytes, 0),
  ),
  wastedCollectionPct: fact(
    number('the same as a share of the reachable heap', 'percent'),
    ['heap-dump'],
    (evidence) => {
      const dump = newestDump(evidence);
      return share(
        ofGraph(dump.collections).kinds.reduce((sum, { wastedBytes }) => sum + wastedBytes, 0),
        liveBytes(dump),
      );
    },
  ),
  wastefulKinds: fact(
    list(
      object(
        {
          className: string('of the collections'),
          instances: number('how many'),
          empty: number('of them empty'),
          wastedBytes: number('room nothing uses', 'bytes'),
        },
        'collections of one class',
      ),
      'collections by what they waste',
    ),
    ['heap-dump'],
    (evidence) =>
      ofGraph(newestDump(evidence).collections)
        .kinds.map(({ className, instances, empty, wastedBytes }) => ({ className, instances, empty, wastedBytes }))
        .sort((a, b) => b.wastedBytes - a.wastedBytes)
        .slice(0, 10),
  ),
  duplicateStringBytes: fact(
    number('what one copy of each string would save', 'bytes'),
    ['heap-dump'],
    (evidence) => duplicatesIn(evidence).wastedBytes,
  ),
  duplicateStringPct: fact(
    number('the same as a share of the reachable heap', 'percent'),
    ['heap-dump'],
    (evidence) => {
      const dump = newestDump(evidence);
      return share(duplicatesIn(evidence).wastedBytes, liveBytes(dump));
    },
  ),
  duplicateStrings: fact(
    list(
      object(
        {
          shown: string('the text, redacted'),
          copies: number('how many'),
          wastedBytes: number('what one copy would save', 'bytes'),
          holder: string('class and field that refers to a copy'),
        },
        'a text that is there many times',
      ),
      'texts by what their copies take',
    ),
    ['heap-dump'],
    (evidence) =>
      duplicatesIn(evidence)
        .top.slice(0, 10)
        .map(({ shown, copies, wastedBytes, holder }) => ({ shown, copies, wastedBytes, holder: text(holder) })),
  ),
  directBufferBytes: fact(
    number('memory of direct byte buffers, outside of the heap', 'bytes'),
    ['heap-dump'],
    (evidence) => ofGraph(newestDump(evidence).directBuffers).capacityBytes,
  ),
  directBufferCount: fact(
    number('direct byte buffers in the heap dump'),
    ['heap-dump'],
    (evidence) => ofGraph(newestDump(evidence).directBuffers).buffers,
  ),
  pendingFinalizers: fact(
    number('objects that wait for finalize()'),
    ['heap-dump'],
    (evidence) => ofGraph(newestDump(evidence).finalizers).pending,
  ),
  pendingFinalizerClasses: fact(list(string('class'), 'classes of most of them'), ['heap-dump'], (evidence) =>
    ofGraph(newestDump(evidence).finalizers)
      .byClass.slice(0, 5)
      .map(({ className }) => className),
  ),
};
