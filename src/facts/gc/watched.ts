import type { GcJvm, GcSample, GcSeries } from '../../model/gc-series.ts';
import type { WatchedFloor, WatchedJvm, WatchedRates, WatchedSpace, WatchedVerdict } from '../../model/gc-watch.ts';
import { pausesAreTimed } from './collector.ts';
import { collectedBetween, recentRates, stoodBetween } from './recent.ts';
import { ring } from './ring.ts';
import { gcSeries } from './series.ts';

/** Readings that a screen can show side by side. */
const shownReadings = 600;

const none: WatchedVerdict = { level: 'unknown', text: '', more: 0 };

const spacesOf = (sample: GcSample, jvm: GcJvm): readonly WatchedSpace[] =>
  (['young', 'old', 'heap', 'metaspace'] as const).flatMap((space): WatchedSpace[] => {
    const now = sample[space];
    if (now?.usedBytes === undefined) return [];
    const maxBytes = {
      young: undefined,
      old: jvm.oldMaxBytes,
      heap: jvm.heapMaxBytes,
      metaspace: jvm.metaspaceMaxBytes,
    }[space];
    return [
      {
        space,
        usedBytes: now.usedBytes,
        ...(now.capacityBytes === undefined ? {} : { capacityBytes: now.capacityBytes }),
        ...(maxBytes === undefined ? {} : { maxBytes }),
      },
    ];
  });

/** The floor as far as it is known; the slope as the rules judge it comes from the caller. */
export const floorOf = (
  { floors }: Pick<GcSeries, 'floors'>,
  growth: { readonly perHourBytes: number | undefined; readonly fullInMs?: number | undefined } | undefined,
): WatchedFloor => {
  const [first] = floors;
  const last = floors.at(-1);
  return {
    count: floors.length,
    ...(first?.usedBytes === undefined ? {} : { firstBytes: first.usedBytes }),
    ...(last?.usedBytes === undefined ? {} : { lastBytes: last.usedBytes }),
    ...(growth?.perHourBytes === undefined ? {} : { bytesPerHour: growth.perHourBytes }),
    ...(growth?.fullInMs === undefined ? {} : { fullInMs: growth.fullInMs }),
  };
};

/** Without the mean of what is no pause. */
const timedRates = (rates: WatchedRates | undefined, { collector }: GcJvm): WatchedRates | undefined => {
  if (rates === undefined || pausesAreTimed(collector)) return rates;
  const { meanPauseMs: _, ...others } = rates;
  return others;
};

/** What the live screen knows of one JVM: the same series that a stored run is judged by, and the newest readings. */
export const watchedJvm = (name: string) => {
  const used = ring<number | null>(shownReadings);
  const collections = ring<number | null>(shownReadings);
  const stood = ring<number | null>(shownReadings);
  let series = gcSeries();
  let rates = recentRates();
  let jvm: GcJvm = {};
  let last: GcSample | undefined;
  let readings = 0;
  let restarts = 0;
  let state: WatchedJvm['state'] = 'waiting';
  let reason: string | undefined;
  let verdict = none;
  let floor: WatchedFloor = { count: 0 };

  return {
    reading: (sample: GcSample & { readonly atMs: number }, about: GcJvm, restarted: boolean): void => {
      if (restarted) {
        restarts++;
        series = gcSeries();
        rates = recentRates();
        verdict = none;
        floor = { count: 0 };
        last = undefined;
      }
      jvm = about;
      series.add({ artifactId: 'live', source: 'counters', jvm, samples: [sample] });
      rates.add(sample);
      used.add(sample.old?.usedBytes ?? sample.heap?.usedBytes ?? null);
      collections.add(last === undefined ? null : (collectedBetween(last, sample) ?? null));
      stood.add(last === undefined ? null : (stoodBetween(last, sample) ?? null));
      last = sample;
      readings++;
      state = 'following';
      reason = undefined;
    },
    stopped: (how: 'gap' | 'ended', why: string): void => {
      state = how;
      reason = why;
      for (const history of [used, collections, stood]) history.add(null);
      last = undefined;
    },
    series: (): GcSeries => series.value(),
    judged: (said: WatchedVerdict, left: WatchedFloor): void => {
      verdict = said;
      floor = left;
    },
    value: (): WatchedJvm => {
      const newest = series.newest();
      const now = timedRates(rates.value(), jvm);
      return {
        name,
        state,
        ...(reason === undefined ? {} : { reason }),
        ...(jvm.collector === undefined ? {} : { collector: jvm.collector }),
        ...(jvm.jdk === undefined ? {} : { jdk: jvm.jdk }),
        ...(newest?.uptimeMs === undefined ? {} : { uptimeMs: newest.uptimeMs }),
        ...(newest?.lastCause === undefined ? {} : { lastCause: newest.lastCause }),
        readings,
        restarts,
        spaces: newest === undefined ? [] : spacesOf(newest, jvm),
        history: { used: used.list(), collections: collections.list(), stood: stood.list() },
        ...(now === undefined ? {} : { rates: now }),
        floor,
        verdict,
      };
    },
  };
};

export type WatchedFold = ReturnType<typeof watchedJvm>;
