import { MissingFact, number, object, source, string, type ValueOf } from '../../model/fact.ts';
import type { GcEvent } from '../../model/gc-series.ts';
import { sourceOf, uncited } from './chosen.ts';

const fields = {
  kind: string('young, mixed, full, pause, cycle'),
  cause: string('why it ran'),
  phase: string('of a cycle'),
  uptimeMs: number('when, since the start of the JVM', 'ms'),
  at: string('when, UTC'),
  durationMs: number('how long; of several that were seen as one, on average', 'ms'),
  workedMs: number('processor time of it', 'ms'),
  heapBeforeBytes: number('heap before', 'bytes'),
  heapAfterBytes: number('heap after', 'bytes'),
  afterPct: number('old after it, of what old may fill', 'percent'),
  source: source('its lines'),
};

/** The shape of a collection or pause as a fact. */
export const eventRow = (doc: string) => object(fields, doc);

const notSaid = new MissingFact([], 'it is not said');

export const orMissingValue = <T>(value: T | undefined): T | MissingFact => value ?? uncited;
const orNotSaid = <T>(value: T | undefined): T | MissingFact => value ?? notSaid;

/** An event as such a row. */
export const pauseRow = (event: GcEvent, afterPct?: number): ValueOf<ReturnType<typeof eventRow>> => ({
  kind: event.kind,
  cause: orNotSaid(event.cause),
  phase: orNotSaid(event.phase),
  uptimeMs: orNotSaid(event.uptimeMs),
  at: orNotSaid(event.atMs === undefined ? undefined : new Date(event.atMs).toISOString()),
  durationMs: orNotSaid(event.durationMs === undefined ? undefined : event.durationMs / (event.count ?? 1)),
  workedMs: orNotSaid(
    event.userMs === undefined || event.systemMs === undefined ? undefined : event.userMs + event.systemMs,
  ),
  heapBeforeBytes: orNotSaid(event.heap?.beforeBytes),
  heapAfterBytes: orNotSaid(event.heap?.afterBytes),
  afterPct: orNotSaid(afterPct),
  source: orMissingValue(sourceOf(event)),
});
