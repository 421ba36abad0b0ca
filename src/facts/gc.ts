import { boolean, type FactNamespace, fact, list, MissingFact, number, object, source, string } from '../model/fact.ts';
import { explicitOf, ratesOf } from './gc/causes.ts';
import { firstOf, floorPct, gcKinds, heapMaxOf, seriesOf, sourceOf, spanMsOf, timeOf } from './gc/chosen.ts';
import { lateFulls, stormOf } from './gc/full.ts';
import { gcThreadsOf } from './gc/gc-threads.ts';
import { growthOf, judgedFloors, leastFloors, scaleOf, stepsOf, waitForFloorsMs } from './gc/growth.ts';
import { linesOf } from './gc/lines.ts';
import { metaspaceCollections, metaspaceOf } from './gc/metaspace.ts';
import { notGcPauses } from './gc/not-gc.ts';
import { debtOf, overheadOf } from './gc/overhead.ts';
import { longestSync, longPauses, worseningOf } from './gc/pauses.ts';
import { eventRow, orMissingValue, pauseRow } from './gc/rows.ts';
import { totalsOf } from './gc/totals.ts';

const kinds = [...gcKinds];
const notEnough = (minutes: number | undefined): string =>
  minutes === undefined
    ? `Not enough samples yet: the old generation was not collected ${leastFloors} times after the first five minutes`
    : `Not enough samples yet: ${Math.max(1, Math.ceil(minutes))} more minutes`;

/** Facts of collections: of a GC log, of the JVM's own counters, of jstat. */
const gc: FactNamespace = {
  name: 'gc',
  doc: 'Garbage collection: what is left after collections, what they cost, why they ran.',
  facts: {
    collector: fact(
      string('Serial, Parallel, CMS, G1, ZGC, ZGC generational, Shenandoah ... or Epsilon'),
      kinds,
      (evidence) => firstOf(evidence, ({ jvm }) => jvm.collector, 'nothing says which collector it is'),
    ),
    jdk: fact(number('feature release'), kinds, (evidence) =>
      firstOf(evidence, ({ jvm }) => jvm.jdk, 'nothing says which JDK it is'),
    ),
    cpus: fact(number('processors the JVM sees'), kinds, (evidence) =>
      firstOf(evidence, ({ jvm }) => jvm.cpus, 'nothing says how many processors the JVM sees'),
    ),
    memoryBytes: fact(number('memory the JVM sees', 'bytes'), kinds, (evidence) =>
      firstOf(evidence, ({ jvm }) => jvm.memoryBytes, 'nothing says how much memory the JVM sees'),
    ),
    heapMaxBytes: fact(number('most the heap can become, or became', 'bytes'), kinds, (evidence) =>
      firstOf(evidence, heapMaxOf, 'the size of the heap is not known'),
    ),
    spanMs: fact(number('from the first to the last collection or sample', 'ms'), kinds, (evidence) =>
      firstOf(evidence, spanMsOf, 'nothing has a time'),
    ),
    floorPct: fact(number('what the last collection of old left, of what old may fill', 'percent'), kinds, (evidence) =>
      firstOf(
        evidence,
        (series) => {
          const last = series.floors.at(-1);
          return last === undefined ? undefined : floorPct(series, last);
        },
        'old was not collected yet',
      ),
    ),
    liveSetPct: fact(
      number('median of what collections of old left after the start-up, of the largest heap', 'percent'),
      kinds,
      (evidence) =>
        firstOf(
          evidence,
          (series) => {
            // What the least reading between two cycles holds is more than what was left.
            const floors = judgedFloors(series).filter(({ by }) => by !== 'valley');
            const { max, heights } = scaleOf(series, floors);
            const sorted = [...heights].sort((a, b) => a - b);
            const middle = sorted[sorted.length >> 1];
            return sorted.length < 3 || middle === undefined || max === undefined || max === 0
              ? undefined
              : (100 * middle) / max;
          },
          'old was collected fewer than three times after the first five minutes',
        ),
    ),
    steady: fact(
      boolean(
        'what collections leave does not rise: Mann-Kendall sees no trend, or it is less than 5 % of the largest heap',
      ),
      kinds,
      (evidence) => {
        const growth = firstOf(evidence, growthOf, notEnough(undefined));
        return growth.pRising >= 0.05 || growth.growthPct < 5 || growth.lowestRisePct < 0.35 * growth.growthPct;
      },
    ),
    growth: fact(
      object(
        {
          samples: number('collections of old it rests on'),
          spanMs: number('time they span', 'ms'),
          perHourBytes: number('slope of the floor (Theil-Sen), per hour', 'bytes'),
          pRising: number('chance of such a rise without a trend, 0 to 1 (Mann-Kendall, one-sided)'),
          growthPct: number('slope times span, of the largest heap', 'percent'),
          lowestRisePct: number(
            'lowest floor of the last third over the lowest of the first, of the largest heap',
            'percent',
          ),
          startBytes: number('floor at the start', 'bytes'),
          endBytes: number('floor at the end', 'bytes'),
          endPct: number('floor at the end, of the largest heap', 'percent'),
          lastThirdShare: number('slope of the last third against that of all: 1 goes on, 0 has stopped'),
          fullInMs: number('time until the floor reaches the limit; only where it rises', 'ms'),
          fullInLeastMs: number('the same at the steep end of the 95 % range', 'ms'),
          fullInMostMs: number('the same at its flat end', 'ms'),
          source: source('the last collection of old'),
        },
        'trend of what collections of old leave, after the first five minutes',
      ),
      kinds,
      (evidence) => {
        for (const series of seriesOf(evidence)) {
          const growth = growthOf(series);
          if (growth === undefined) continue;
          const { last, fullInMs, fullInLeastMs, fullInMostMs, perHourBytes, startBytes, endBytes, ...rest } = growth;
          const shares = new MissingFact(kinds, 'the text knows shares, no bytes');
          const never = new MissingFact([], 'the floor does not rise');
          return {
            ...rest,
            perHourBytes: perHourBytes ?? shares,
            startBytes: startBytes ?? shares,
            endBytes: endBytes ?? shares,
            fullInMs: fullInMs ?? never,
            fullInLeastMs: fullInLeastMs ?? never,
            fullInMostMs: fullInMostMs ?? never,
            source: orMissingValue(sourceOf(last)),
          };
        }
        const [series] = seriesOf(evidence);
        const waitMs = waitForFloorsMs(series);
        throw new MissingFact(kinds, notEnough(waitMs === undefined ? undefined : waitMs / 60_000));
      },
    ),
    steps: fact(
      object(
        {
          count: number('rises of at least 5 % of the largest heap that never went back'),
          bytes: number('together', 'bytes'),
          source: source('the last of them'),
        },
        'steps of what collections of old leave',
      ),
      kinds,
      (evidence) => {
        const steps = firstOf(evidence, stepsOf, notEnough(undefined));
        return { count: steps.count, bytes: orMissingValue(steps.bytes), source: orMissingValue(sourceOf(steps.last)) };
      },
    ),
    full: fact(
      object(
        {
          count: number('full collections for want of memory, after the start-up'),
          lastHourCount: number('of them in the last hour'),
          meanMs: number('mean time', 'ms'),
          lastAfterPct: number('old after the last one, of what it may fill', 'percent'),
          lastTwoPctMin: number('the lower of the last two; 0 where there were fewer', 'percent'),
          last: eventRow('the last one'),
        },
        'full collections; those of System.gc(), metaspace and tools left out',
      ),
      kinds,
      (evidence) =>
        firstOf(
          evidence,
          (series) => {
            if (series.eventTotal === 0 && series.sampleTotal < 2) return undefined;
            const all = lateFulls(series);
            const fulls = all.filter(({ reason }) => reason === 'memory');
            const count = fulls.reduce((sum, { event }) => sum + (event.count ?? 1), 0);
            const totalMs = fulls.reduce((sum, { event }) => sum + (event.durationMs ?? 0), 0);
            const newest = fulls.at(-1);
            const lastTwo = all.slice(-2);
            const end = series.last === undefined ? undefined : timeOf(series, series.last);
            const inHour = fulls.filter(({ tMs }) => tMs !== undefined && end !== undefined && tMs >= end - 3_600_000);
            const none = new MissingFact([], 'there was no full collection');
            const notKnown = new MissingFact([], 'what full collections left is not known');
            const pcts = lastTwo.map(({ afterPct }) => afterPct).filter((pct) => pct !== undefined);
            return {
              count,
              lastHourCount: inHour.reduce((sum, { event }) => sum + (event.count ?? 1), 0),
              meanMs: count === 0 ? none : totalMs / count,
              lastAfterPct: pcts.at(-1) ?? none,
              lastTwoPctMin: lastTwo.length < 2 ? 0 : pcts.length < 2 ? notKnown : Math.min(...pcts),
              last: newest === undefined ? none : pauseRow(newest.event, newest.afterPct),
            };
          },
          'one sample shows no collection: totals since the start do (gc.totals)',
        ),
    ),
    totals: fact(
      object(
        {
          uptimeMs: number('time the JVM runs', 'ms'),
          fullCount: number('full collections since its start'),
          fullPerHour: number('per hour'),
          fullMeanMs: number('mean time of one', 'ms'),
          fullPct: number('share of the uptime in full collections', 'percent'),
          oldPct: number('old at the moment, of what it may fill', 'percent'),
          stoppedPct: number('share of the uptime that collections took', 'percent'),
        },
        'totals since the start of the JVM, from its newest counters; of a log over its time',
      ),
      kinds,
      (evidence) => {
        const counters = evidence.models['gc-counters'];
        const totals =
          (counters === undefined ? undefined : totalsOf(counters)) ?? firstOf(evidence, totalsOf, 'no counters');
        const unknown = (what: string) => new MissingFact(['gc-counters'], `the counters do not tell ${what}`);
        return {
          uptimeMs: totals.uptimeMs ?? unknown('how long the JVM runs'),
          fullCount: totals.fullCount ?? unknown('full collections apart'),
          fullPerHour: totals.fullPerHour ?? unknown('how long the JVM runs'),
          fullMeanMs: totals.fullMeanMs ?? unknown('how long full collections took'),
          fullPct: totals.fullPct ?? unknown('how long full collections took'),
          oldPct: totals.oldPct ?? unknown('how full old is'),
          stoppedPct: totals.stoppedPct ?? unknown('the time of collections'),
        };
      },
    ),
    storm: fact(
      object(
        {
          length: number('full collections in a row that freed less than 5 % of a full generation; 0: none'),
          first: eventRow('first of the row'),
          last: eventRow('last of the row'),
        },
        'the longest row of useless full collections',
      ),
      kinds,
      (evidence) => {
        const storms = seriesOf(evidence).map(stormOf);
        const storm = storms.find((found) => found !== undefined);
        const none = new MissingFact([], 'there was none');
        return storm === undefined
          ? { length: 0, first: none, last: none }
          : {
              length: storm.length,
              first: pauseRow(storm.first.event, storm.first.afterPct),
              last: pauseRow(storm.last.event, storm.last.afterPct),
            };
      },
    ),
    overhead: fact(
      object(
        {
          spanMs: number('time looked at', 'ms'),
          pauses: number('pauses in it'),
          totalPct: number('share of all of it that stood still', 'percent'),
          worst3MinPct: number('share of the worst three minutes, the start-up left out', 'percent'),
          worstMinutePct: number('share of the worst minute, start-up or not', 'percent'),
          onlyStartUp: boolean('there is next to nothing after the first five minutes of the JVM'),
        },
        'time in which collections stopped the application; pauses in which no processor worked are left out',
      ),
      kinds,
      (evidence) => {
        const { worstAtMs: _, ...rest } = firstOf(
          evidence,
          overheadOf,
          'fewer than 30 s or ten pauses, or no times: the share of time in collections is not known',
        );
        return rest;
      },
    ),
    debt: fact(
      object(
        {
          mostMs: number('the most it came to', 'ms'),
          endMs: number('what it is at the end', 'ms'),
        },
        'time owed to collecting: a pause adds to it, running pays a fifth back',
      ),
      kinds,
      (evidence) => firstOf(evidence, debtOf, 'nothing has a time'),
    ),
    longPauses: fact(
      list(
        eventRow('a pause'),
        'longest pauses after the start-up, longest first; those that were not the collector left out',
      ),
      kinds,
      (evidence) => {
        const [series] = seriesOf(evidence);
        return longPauses(series).map((event) => pauseRow(event));
      },
    ),
    longestPauseMs: fact(number('the longest of them, 0 when there is none', 'ms'), kinds, (evidence) => {
      const [series] = seriesOf(evidence);
      if (series.longest.length === 0 && series.sources.every((from) => from !== 'log'))
        throw new MissingFact(['gc-log'], 'counters do not show single pauses');
      return longPauses(series)[0]?.durationMs ?? 0;
    }),
    notGc: fact(
      object(
        {
          count: number('such pauses among the ten longest'),
          longestMs: number('the longest, 0: none', 'ms'),
        },
        'long pauses in which the processors did next to nothing',
      ),
      kinds,
      (evidence) => {
        const pauses = notGcPauses(seriesOf(evidence)[0]);
        return { count: pauses.length, longestMs: pauses[0]?.durationMs ?? 0 };
      },
    ),
    notGcPauses: fact(
      list(eventRow('a pause'), 'long pauses in which the processors did next to nothing, longest first'),
      kinds,
      (evidence) => notGcPauses(seriesOf(evidence)[0]).map((event) => pauseRow(event)),
    ),
    stalls: fact(
      object(
        {
          count: number('times a thread waited for memory'),
          longestMs: number('the longest', 'ms'),
          totalMs: number('together', 'ms'),
        },
        'allocation stalls (ZGC)',
      ),
      kinds,
      (evidence) => {
        const tallies = seriesOf(evidence)[0].tallies.filter(({ kind }) => kind === 'stall');
        return {
          count: tallies.reduce((sum, { count }) => sum + count, 0),
          longestMs: Math.max(0, ...tallies.map(({ longestMs = 0 }) => longestMs)),
          totalMs: tallies.reduce((sum, { durationMs }) => sum + durationMs, 0),
        };
      },
    ),
    marks: fact(
      object(
        {
          evacuationFailures: number('G1 found no free region to copy to'),
          pinned: number('a region could not be evacuated because native code held an object in it (JDK 22 and later)'),
          promotionFailures: number('a young collection found no room in old'),
          concurrentModeFailures: number('CMS was overtaken by allocation'),
          degenerated: number('Shenandoah had to stop the world to finish a cycle'),
          humongous: number('collections started by the allocation of a humongous object'),
        },
        'collections that went out of the ordinary, how often',
      ),
      kinds,
      (evidence) => {
        const { marks } = seriesOf(evidence)[0];
        return {
          evacuationFailures: marks['evacuation-failure'] ?? 0,
          pinned: marks.pinned ?? 0,
          promotionFailures: marks['promotion-failed'] ?? 0,
          concurrentModeFailures: marks['concurrent-mode-failure'] ?? 0,
          degenerated: marks.degenerated ?? 0,
          humongous: marks.humongous ?? 0,
        };
      },
    ),
    humongousPct: fact(number('collections started by humongous objects, of all', 'percent'), kinds, (evidence) => {
      const { marks, tallies } = seriesOf(evidence)[0];
      const young = tallies.filter(({ kind }) => kind === 'young' || kind === 'mixed' || kind === 'full');
      const all = young.reduce((sum, { count }) => sum + count, 0);
      return all === 0 ? 0 : (100 * (marks.humongous ?? 0)) / all;
    }),
    marked: fact(list(eventRow('a collection'), 'first collections that went out of the ordinary'), kinds, (evidence) =>
      seriesOf(evidence)[0]
        .events.filter(({ marks = [] }) => marks.length > 0)
        .slice(0, 20)
        .map((event) => pauseRow(event)),
    ),
    collections: fact(number('collections and pauses of cycles'), kinds, (evidence) =>
      seriesOf(evidence)[0]
        .tallies.filter(({ kind }) => kind !== 'stall' && kind !== 'safepoint')
        .reduce((sum, { count }) => sum + count, 0),
    ),
    explicit: fact(
      object(
        {
          count: number('collections that System.gc() asked for'),
          perHour: number('per hour'),
          totalMs: number('time they took', 'ms'),
          sharePct: number('of all full collections', 'percent'),
        },
        'System.gc()',
      ),
      kinds,
      (evidence) => explicitOf(seriesOf(evidence)[0]),
    ),
    rates: fact(
      object(
        {
          allocatedBytes: number('allocated, per second', 'bytes'),
          promotedBytes: number('moved into old by young collections, per second', 'bytes'),
          peakAllocatedBytes: number('allocated in the busiest stretch, per second', 'bytes'),
        },
        'rates over the whole time',
      ),
      kinds,
      (evidence) => firstOf(evidence, ratesOf, 'nothing tells what was allocated'),
    ),
    metaspace: fact(
      object(
        {
          usedBytes: number('in use at the end', 'bytes'),
          maxBytes: number('MaxMetaspaceSize; only where it is set', 'bytes'),
          usedPct: number('of it', 'percent'),
          perHourBytes: number('slope after the start-up, per hour', 'bytes'),
          growthBytes: number('slope times span', 'bytes'),
          pRising: number('chance of such a rise without a trend'),
          thresholdCollections: number('collections after the start-up that only metaspace asked for'),
        },
        'metaspace',
      ),
      kinds,
      (evidence) => {
        const space = firstOf(evidence, metaspaceOf, 'nothing tells of metaspace');
        const noTrend = new MissingFact(kinds, notEnough(undefined));
        const unset = new MissingFact(['gc-counters'], 'no limit of metaspace is known');
        return {
          usedBytes: space.usedBytes,
          maxBytes: space.maxBytes ?? unset,
          usedPct: space.maxBytes === undefined ? unset : (100 * space.usedBytes) / space.maxBytes,
          perHourBytes: space.perHourBytes ?? noTrend,
          growthBytes: space.growthBytes ?? noTrend,
          pRising: space.pRising ?? noTrend,
          thresholdCollections: metaspaceCollections(seriesOf(evidence)[0]),
        };
      },
    ),
    worsening: fact(
      object(
        {
          firstMs: number('median young pause of the first third', 'ms'),
          lastMs: number('median young pause of the last third', 'ms'),
        },
        'young pauses over time',
      ),
      kinds,
      (evidence) => firstOf(evidence, worseningOf, 'fewer than thirty young collections were seen one by one'),
    ),
    longestSyncMs: fact(number('longest time to bring all threads to a safepoint', 'ms'), kinds, (evidence) =>
      firstOf(evidence, (series) => longestSync(series)?.syncMs, 'the log has no safepoint lines'),
    ),
    lines: fact(
      object(
        {
          total: number('lines that are not blank'),
          unidentified: number('of the collector, and not understood'),
          unidentifiedPct: number('of the lines of the collector', 'percent'),
          first: string('the first of them'),
        },
        'how much of a GC log was understood',
      ),
      ['gc-log'],
      linesOf,
    ),
    threads: fact(
      object(
        {
          cores: number('processors used by the threads of the collector since the JVM began', 'cores'),
          count: number('such threads'),
        },
        'the threads of the collector, from a thread dump',
      ),
      ['thread-dump'],
      (evidence) => {
        const { cores, count } = gcThreadsOf(evidence);
        return { cores, count };
      },
    ),
  },
};

export default gc;
