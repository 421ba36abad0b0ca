import type { Evidence } from '../../model/evidence.ts';
import { boolean, MissingFact, number, object, source, string, type ValueOf } from '../../model/fact.ts';
import type { Thread, ThreadDump, ThreadSeries } from '../../model/thread-dump.ts';
import { sourceOf } from '../thread/caller.ts';
import { commandLine, coresOf, propertyOf } from '../thread/command-line.ts';
import { momentsOf } from './moment.ts';

export const carriersShape = object(
  {
    total: number('carrier threads in the newest dump'),
    busy: number('those that carry a virtual thread'),
    parallelism: number('carriers that run at a time, by the command line or the CPU quota'),
    busyPct: number('busy carriers of the parallelism, in the dump with the fewest of them', 'percent'),
    stuck: number('carriers that carry the same virtual thread in the newest two dumps and used no CPU in between'),
    stuckPct: number('those of the parallelism', 'percent'),
    unstarted: number('virtual threads that were started and never got a carrier, in the newest dump'),
    starving: boolean('some wait for their first carrier while every carrier is busy, in the newest two dumps'),
    dumps: number('dumps that show a carrier'),
    at: string('first frame of the scheduler on the first busy carrier'),
    source: source('the first busy carrier'),
  },
  'the platform threads that run virtual threads',
);

/** CPU a carrier may use between two dumps while what it carries stands still. */
const stillCpuMs = 2;

const poolOf = (name: string): string | undefined => /^(ForkJoinPool-\d+)-worker-\d+$/.exec(name)?.[1];

type Carriers = { readonly dump: ThreadDump; readonly all: readonly Thread[]; readonly busy: readonly Thread[] };

/** The scheduler's pool is the one some member of which carries; nobody carries: not known which pool it is. */
const carriersIn = (dump: ThreadDump, pools: ReadonlySet<string>): Carriers => {
  const all = dump.threads.filter(({ name, carrying }) => carrying !== undefined || pools.has(poolOf(name) ?? ''));
  return { dump, all, busy: all.filter(({ carrying }) => carrying !== undefined) };
};

const parallelismOf = (evidence: Evidence): number | undefined => {
  const given = Number(propertyOf(commandLine(evidence), ['jdk.virtualThreadScheduler.parallelism']));
  if (Number.isInteger(given) && given > 0) return given;
  const cores = coresOf(evidence);
  return cores === undefined ? undefined : Math.max(1, Math.ceil(cores));
};

const stuckBetween = (before: Carriers, now: Carriers): readonly Thread[] => {
  const earlier = new Map(before.busy.map((thread) => [thread.carrying, thread]));
  return now.busy.filter((thread) => {
    const same = earlier.get(thread.carrying);
    return same !== undefined && same.id === thread.id && (thread.cpuMs ?? 0) - (same.cpuMs ?? 0) <= stillCpuMs;
  });
};

/** Facts of the carriers. Throws MissingFact without a dump that could show one. */
export const carrierFacts = (evidence: Evidence, series: ThreadSeries): ValueOf<typeof carriersShape> => {
  const moments = momentsOf(series).filter(({ dump }) => dump !== undefined);
  if (moments.length === 0) {
    throw new MissingFact(
      ['thread-dump'],
      'Thread.dump_to_file alone does not tell carriers before JDK 25: take Thread.print, too',
    );
  }
  const pools = new Set(
    moments.flatMap(({ dump }) =>
      (dump as ThreadDump).threads.flatMap(({ name, carrying }) =>
        carrying === undefined ? [] : (poolOf(name) ?? []),
      ),
    ),
  );
  const rows = moments.map(({ dump }) => carriersIn(dump as ThreadDump, pools));
  const newest = rows.at(-1) as Carriers;
  const before = rows.at(-2);
  const twoOf = (reason: string): MissingFact => new MissingFact(['thread-dump'], reason);
  const parallelism = parallelismOf(evidence);
  const unknown = new MissingFact(
    ['process'],
    'how many carriers run at a time is not known: neither a CPU quota nor -Djdk.virtualThreadScheduler.parallelism is seen',
  );
  const stuck =
    before === undefined ? twoOf('one dump cannot show that a carrier stays') : stuckBetween(before, newest).length;
  const starved = moments.map(({ unstarted }, index) => {
    const row = rows[index] as Carriers;
    return unstarted.length > 0 && row.all.length > 0 && row.busy.length === row.all.length;
  });
  const lowest = Math.min(...rows.slice(-2).map(({ busy }) => busy.length));
  const hasList = moments.at(-1)?.listing !== undefined;
  const noList = twoOf('only Thread.dump_to_file lists virtual threads that never ran');
  const idle = newest.busy.length === 0;
  const share = (count: number): number | MissingFact =>
    idle ? 0 : parallelism === undefined ? unknown : Math.min(100, (100 * count) / parallelism);
  const top = newest.busy[0]?.stack.frames[0];
  return {
    total: newest.all.length,
    busy: newest.busy.length,
    parallelism: parallelism ?? unknown,
    busyPct: before === undefined && !idle ? twoOf('one dump cannot show that carriers stay busy') : share(lowest),
    stuck,
    stuckPct: typeof stuck === 'number' ? share(stuck) : stuck,
    unstarted: hasList ? (moments.at(-1)?.unstarted.length ?? 0) : noList,
    starving: idle
      ? false
      : !hasList
        ? noList
        : moments.length < 2
          ? twoOf('one dump cannot show it')
          : starved.slice(-2).every(Boolean),
    dumps: rows.filter(({ all }) => all.length > 0).length,
    at: top === undefined ? new MissingFact([], 'nobody is busy') : `${top.className}.${top.method}`,
    source: sourceOf(newest.dump, newest.busy),
  };
};
