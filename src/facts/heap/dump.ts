import type { Evidence } from '../../model/evidence.ts';
import { MissingFact } from '../../model/fact.ts';
import type { HeapDump, HeapSuspect, HeapThread } from '../../model/heap-dump.ts';
import type { Source } from '../../model/source.ts';

const without = (reason: string): MissingFact => new MissingFact(['heap-dump'], reason);

/** The newest heap dump. Throws MissingFact. */
export const newestDump = ({ models }: Evidence): HeapDump => {
  const dump = models['heap-dump']?.dumps.at(-1);
  if (dump === undefined) throw without('no heap dump');
  return dump;
};

/** What only the object graph tells. Throws MissingFact. */
export const ofGraph = <T>(part: T | undefined): T => {
  if (part === undefined) throw without('the heap dump was only counted, not followed: its references are not known');
  return part;
};

/** Reachable bytes; of a dump that was only counted all of it. */
export const liveBytes = ({ reachable, shallowBytes }: HeapDump): number => reachable?.shallowBytes ?? shallowBytes;

/** Where in the dump: by the address of the object. */
export const dumpSource = ({ artifactId }: HeapDump, address: string): Source => ({
  artifact: artifactId,
  pointer: address,
});

/**
 * -XX:+HeapDumpOnOutOfMemoryError writes from inside the constructor of the error: the thread that failed has it on top of its stack
 * (HotSpot, report_java_out_of_memory).
 */
export const isDumpedAtOutOfMemory = ({ threads = [] }: HeapDump): boolean =>
  threads.some(({ frames }) => frames[0]?.startsWith('java.lang.OutOfMemoryError.<init>(') === true);

/** The way from the root, `com.acme.Cache.entries -> java.util.HashMap.table`, shortened in its middle. */
export const pathText = ({ path, className }: Pick<HeapSuspect, 'path' | 'className'>): string => {
  const steps = path.map(({ className: of, reference, label }) =>
    label === undefined ? `${of} (${reference})` : `${label} (${reference})`,
  );
  const shown = steps.length <= 6 ? steps : [...steps.slice(0, 3), '...', ...steps.slice(-2)];
  return shown.length === 0 ? className : shown.join(' -> ');
};

/** Classes that hold many of something: of the JDK, and those of the collection libraries that are met. */
const collection =
  /^(?:java\.util\.(?:concurrent\.)?\w*(?:Map|List|Set|Deque|Queue|Vector|Hashtable|Stack)|com\.google\.common\.collect\.\w+|it\.unimi\.dsi\.fastutil\.\S+|gnu\.trove\.\S+|org\.eclipse\.collections\.\S+)$/;

export const isCollection = (className: string): boolean => collection.test(className);

export type HoldingThread = {
  readonly name: string;
  readonly retainedBytes: number;
  readonly retainedPct: number;
  readonly threadLocalBytes: number;
  readonly threadLocalPct: number;
  readonly threadLocal: string;
  readonly contentClass: string;
  readonly contentInstances: number;
  readonly frames: readonly string[];
  readonly source: Source;
};

const held = (dump: HeapDump, thread: HeapThread): HoldingThread => {
  const { threadLocals } = thread;
  const bytes = threadLocals.reduce((sum, { retainedBytes }) => sum + retainedBytes, 0);
  const largest = threadLocals.reduce<(typeof threadLocals)[number] | undefined>(
    (best, one) => (best === undefined || one.retainedBytes > best.retainedBytes ? one : best),
    undefined,
  );
  const contents = largest?.contents ?? [];
  // A table or an array is how something is kept; what is kept many times is what tells.
  const many = contents.filter(({ className }) => isCollection(className))[0] ?? contents[0];
  return {
    name: thread.name ?? thread.className,
    retainedBytes: thread.retainedBytes,
    retainedPct: thread.retainedPct,
    threadLocalBytes: bytes,
    threadLocalPct: (100 * bytes) / Math.max(1, liveBytes(dump)),
    threadLocal: largest?.by ?? largest?.className ?? '',
    contentClass: many?.className ?? '',
    contentInstances: many?.instances ?? 0,
    frames: thread.frames.slice(0, 8),
    source: dumpSource(dump, thread.address),
  };
};

/** Threads with something in their thread-locals, the most first. */
export const holdingThreads = (evidence: Evidence): readonly HoldingThread[] => {
  const dump = newestDump(evidence);
  return ofGraph(dump.threads)
    .map((thread) => held(dump, thread))
    .filter(({ threadLocalBytes }) => threadLocalBytes > 0)
    .sort((a, b) => b.threadLocalBytes - a.threadLocalBytes);
};

export type CollectionFlood = {
  readonly className: string;
  readonly instances: number;
  readonly holder: string;
  readonly retainedBytes: number;
  readonly retainedPct: number;
  readonly source: Source;
};

/** Collections by the thousand in one hand: among what a suspect, or a thread-local, keeps. */
export const collectionFloods = (evidence: Evidence): readonly CollectionFlood[] => {
  const dump = newestDump(evidence);
  const ofSuspects = ofGraph(dump.suspects).flatMap((suspect) =>
    suspect.contents.map((content) => ({
      content,
      holder: suspect.className,
      address: suspect.address ?? suspect.path.at(-1)?.address ?? '',
    })),
  );
  const ofThreads = ofGraph(dump.threads).flatMap((thread) =>
    thread.threadLocals.flatMap(({ contents, address }) =>
      contents.map((content) => ({ content, holder: `a thread-local of ${thread.name ?? thread.className}`, address })),
    ),
  );
  const floods = [...ofThreads, ...ofSuspects]
    .filter(({ content }) => isCollection(content.className))
    .map(
      ({ content, holder, address }): CollectionFlood => ({
        className: content.className,
        instances: content.instances,
        holder,
        retainedBytes: content.retainedBytes,
        retainedPct: (100 * content.retainedBytes) / Math.max(1, liveBytes(dump)),
        source: dumpSource(dump, address),
      }),
    );
  return [...new Map(floods.toReversed().map((flood) => [`${flood.className} ${flood.instances}`, flood])).values()]
    .sort((a, b) => b.instances - a.instances)
    .slice(0, 10);
};
