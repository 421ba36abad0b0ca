import type { Evidence } from '../../model/evidence.ts';
import { boolean, list, MissingFact, number, object, source, string, type ValueOf } from '../../model/fact.ts';
import type { Thread, ThreadDump } from '../../model/thread-dump.ts';
import { threadAges } from './age.ts';
import { sourceOf } from './caller.ts';
import { familyOf } from './family.ts';
import { isIdle } from './idle.ts';
import { accepts, selects } from './idle-table.ts';
import { judgedDumps, newestDump, once, orMissing } from './judged.ts';
import { libraryOfFamily } from './library.ts';
import { perStack } from './per-stack.ts';
import { placeShape, placesOf } from './place.ts';
import { configuredMaximum, gaugedMaximum } from './worker-limit.ts';

export const workerPoolShape = object(
  {
    name: string('name of the pool with the worker number as #, port kept'),
    family: string('family name, without port or address'),
    server: string('Tomcat, Jetty, Undertow ...'),
    size: number('worker threads; acceptors and selectors of the same pool left out'),
    busy: number('workers that are not waiting for a request'),
    idle: number('workers that wait for a request'),
    busyPct: number('busy share of the living workers', 'percent'),
    lowestBusyPct: number('the lowest such share in the dumps that have the pool', 'percent'),
    maximum: number("maximum size, from the application's metrics, else the command line"),
    maximumKnown: boolean('one of them names the maximum'),
    maximumFrom: string('metric or property that names it'),
    maximumUsedPct: number('busy workers of the configured maximum', 'percent'),
    looksLikeMaximum: boolean('no worker idle and the size unchanged in every one of at least two dumps'),
    growing: boolean(
      'workers were added between the dumps: not at the maximum. Not known from a single dump with a worker younger than 10 s',
    ),
    dumps: number('dumps in which the pool was looked at'),
    places: list(placeShape, 'where the busy workers stand, the most frequent first, at most three'),
    source: source('a busy worker'),
  },
  "a server's pool of request workers in the newest dump",
);

export type WorkerPool = Exclude<ValueOf<typeof workerPoolShape>, MissingFact>;

/** A worker younger than this means the pool is still being widened. */
const widenedMs = 10_000;

/** Connectors differ by address and port; other servers have one pool per family. */
const poolOf = (name: string, server: string): string =>
  server === 'Tomcat' || server === 'JBoss Web' ? name.replaceAll('"', '').replace(/\d+$/, '#') : familyOf(name);

/** Jetty and others lend workers to acceptors and selectors for good: they are no free workers. */
const isReserved = perStack(({ frames }) => frames.slice(0, 4).some((frame) => selects(frame) || accepts(frame)));

type Pool = { readonly name: string; readonly family: string; readonly server: string; readonly workers: Thread[] };

const poolsByDump = new WeakMap<ThreadDump, ReadonlyMap<string, Pool>>();

const poolsOf = (dump: ThreadDump): ReadonlyMap<string, Pool> => {
  const before = poolsByDump.get(dump);
  if (before !== undefined) return before;
  const pools = new Map<string, Pool>();
  for (const thread of dump.threads) {
    if (thread.kind !== 'platform') continue;
    const family = familyOf(thread.name);
    const library = libraryOfFamily(family);
    if (library?.bounded !== 'server' || isReserved(thread.stack)) continue;
    const name = poolOf(thread.name, library.name);
    const pool = pools.get(name);
    if (pool === undefined) pools.set(name, { name, family, server: library.name, workers: [thread] });
    else pool.workers.push(thread);
  }
  poolsByDump.set(dump, pools);
  return pools;
};

const singleDump = new MissingFact(
  ['thread-dump'],
  'a single dump does not show whether the pool of workers still grows: take more (--dumps 3)',
);

/** From one dump only a pool whose workers are all old enough is known not to grow; a young one may be full by now. */
const isGrowing = (evidence: Evidence, sizes: readonly number[], workers: readonly Thread[]): boolean | MissingFact => {
  if (sizes.length > 1) return (sizes.at(-1) as number) > (sizes[0] as number);
  const ages = orMissing(() => threadAges(evidence));
  if (ages instanceof MissingFact) return singleDump;
  return workers.every((worker) => (ages.get(worker) ?? 0) >= widenedMs) ? false : singleDump;
};

const busyPctOf = (workers: readonly Thread[]): number =>
  (100 * workers.filter((worker) => !isIdle(worker)).length) / workers.length;

const workerPool = (evidence: Evidence, pool: Pool): WorkerPool => {
  const dump = newestDump(evidence);
  const busy = pool.workers.filter((worker) => !isIdle(worker));
  const size = pool.workers.length;
  const history = judgedDumps(evidence).map((one) => poolsOf(one).get(pool.name)?.workers ?? []);
  const sizes = history.map(({ length }) => length);
  const configured = gaugedMaximum(evidence, pool.server, pool.name) ?? configuredMaximum(evidence, pool.server);
  // A pool larger than the property says is another connector's, or the property is not used.
  const known = configured !== undefined && size <= configured.maximum ? configured : undefined;
  const unknown = new MissingFact(
    ['metrics', 'process', 'perf-data'],
    'neither the metrics nor the command line name the maximum of this pool',
  );
  return {
    name: pool.name,
    family: pool.family,
    server: pool.server,
    size,
    busy: busy.length,
    idle: size - busy.length,
    busyPct: (100 * busy.length) / size,
    lowestBusyPct: Math.min(...history.filter(({ length }) => length > 0).map(busyPctOf)),
    maximum: known?.maximum ?? unknown,
    maximumKnown: known !== undefined,
    maximumFrom: known?.property ?? unknown,
    maximumUsedPct: known === undefined ? unknown : (100 * busy.length) / known.maximum,
    looksLikeMaximum:
      history.length < 2 ? singleDump : history.every((workers) => workers.length === size && !workers.some(isIdle)),
    growing: isGrowing(evidence, sizes, pool.workers),
    dumps: history.length,
    places: placesOf(evidence, busy),
    source: sourceOf(dump, busy.length > 0 ? busy : pool.workers),
  };
};

/** The worker pools of the newest dump, the largest first. Throws MissingFact without a dump. */
export const workerPools = once((evidence: Evidence): readonly WorkerPool[] =>
  [...poolsOf(newestDump(evidence)).values()]
    .sort((a, b) => b.workers.length - a.workers.length || (a.name < b.name ? -1 : 1))
    .map((pool) => workerPool(evidence, pool)),
);
