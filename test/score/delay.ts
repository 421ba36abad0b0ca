import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { findCaptures } from '../../src/capture/reader.ts';
import { evaluate } from '../../src/engine/evaluate.ts';
import { gcSeries } from '../../src/facts/gc/series.ts';
import { namespaces } from '../../src/generated/facts.ts';
import { builtInRules } from '../../src/generated/rules.ts';
import type { ByteSource } from '../../src/model/byte-source.ts';
import type { ArtifactKind, Evidence } from '../../src/model/evidence.ts';
import type { Format } from '../../src/model/format.ts';
import type { GcClock, GcEvent, GcPiece, GcSample, GcSeries } from '../../src/model/gc-series.ts';
import gcCounters from '../../src/parse/gc-counters.ts';
import gcLog from '../../src/parse/gc-log.ts';
import prometheus from '../../src/parse/prometheus.ts';

/** What tells a leak: the growth itself, or that the heap is full. */
const telling = new Set([
  'gc/old-gen-growth',
  'gc/old-gen-saturated',
  'gc/full-gc-storm',
  'gc/thrash',
  'gc/stall-cycles',
]);
const rules = builtInRules.filter(({ id }) => telling.has(id));
const stepMs = 10_000;
const minuteMs = 60_000;

export type Delay = {
  readonly capture: string;
  readonly from: string;
  /** Undefined: at no moment. */
  readonly told:
    | {
        readonly rule: string;
        readonly severity: string;
        /** Since the start of the JVM, and since the first reading or line. */
        readonly uptimeMinutes: number | undefined;
        readonly minutes: number;
        readonly readings: number;
        readonly floors: number;
      }
    | undefined;
};

type Kind = 'gc-log' | 'gc-counters';
type Known = { readonly kind: Kind; readonly from: string; readonly format: Format<Kind> };

const knownOf = (folder: string): (Known & { readonly file: string }) | undefined => {
  const fileIn = (kind: ArtifactKind): string | undefined => {
    try {
      const within = join(folder, 'raw/jvm-1', kind);
      return join(within, readdirSync(within)[0] ?? '');
    } catch {
      return undefined;
    }
  };
  const log = fileIn('gc-log');
  if (log !== undefined) return { kind: 'gc-log', from: 'GC log', format: gcLog as Format<Kind>, file: log };
  const counters = fileIn('gc-counters');
  if (counters === undefined) return undefined;
  return counters.includes('.json.')
    ? { kind: 'gc-counters', from: 'Prometheus', format: prometheus as Format<Kind>, file: counters }
    : { kind: 'gc-counters', from: 'counters', format: gcCounters as Format<Kind>, file: counters };
};

const sourceOf = (file: string): ByteSource => {
  const bytes = readFileSync(file);
  const plain = file.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  return {
    name: basename(file),
    size: plain.length,
    async *stream() {
      yield plain;
    },
  };
};

const timeOf = ({ uptimeMs, atMs }: GcClock): number => uptimeMs ?? atMs ?? 0;

/** The pieces of a file cut into moments, in the order of time. */
const momentsOf = (pieces: readonly GcPiece[]): readonly { readonly tMs: number; readonly piece: GcPiece }[] =>
  pieces
    .flatMap(({ samples = [], events = [], left: _, lines: __, ...rest }) => [
      ...samples.map((one: GcSample) => ({ tMs: timeOf(one), piece: { ...rest, samples: [one] } })),
      ...events.map((one: GcEvent) => ({ tMs: timeOf(one), piece: { ...rest, events: [one] } })),
    ])
    .sort((a, b) => a.tMs - b.tMs);

/** A history is asked for as a whole, at some moment. */
const asAskedAt = (pieces: readonly GcPiece[], tMs: number): GcSeries => {
  const fold = gcSeries();
  const isPast = (one: GcClock): boolean => timeOf(one) <= tMs;
  for (const { samples = [], events = [], ...rest } of pieces)
    fold.add({ ...rest, samples: samples.filter(isPast), events: events.filter(isPast) });
  return fold.value();
};

/** When the rules first say of a growing capture that it leaks, at warning or worse, had it been watched. */
export const delayOf = async (folder: string): Promise<Delay | undefined> => {
  const known = knownOf(folder);
  if (known === undefined) return undefined;
  const capture = basename(folder);
  const pieces: GcPiece[] = [];
  await known.format.parse(sourceOf(known.file), { artifactId: 'a', emit: (piece) => void pieces.push(piece) });
  const moments = momentsOf(pieces);
  const [first] = moments;
  if (first === undefined) return undefined;
  const fold = gcSeries();
  let nextMs = first.tMs;
  let readings = 0;
  for (const [i, { tMs, piece }] of moments.entries()) {
    fold.add(piece);
    readings++;
    if (tMs < nextMs && i < moments.length - 1) continue;
    nextMs = tMs + stepMs;
    const series = known.from === 'Prometheus' ? asAskedAt(pieces, tMs) : fold.value();
    const evidence: Evidence = { models: { [known.kind]: series }, partial: {}, failed: {} };
    const subject = { id: 'jvm-1', kind: 'jvm', name: capture, target: capture } as const;
    const { findings } = evaluate(rules, namespaces, evidence, subject, { lang: 'en' });
    const told = findings.find(({ severity }) => severity !== 'info');
    if (told === undefined) continue;
    const { uptimeMs, atMs } = series.last ?? {};
    const startedAtMs = series.jvm.startedAtMs;
    const sinceStartMs = uptimeMs ?? (atMs === undefined || startedAtMs === undefined ? undefined : atMs - startedAtMs);
    return {
      capture,
      from: known.from,
      told: {
        rule: told.ruleId,
        severity: told.severity,
        uptimeMinutes: sinceStartMs === undefined ? undefined : sinceStartMs / minuteMs,
        minutes: (tMs - first.tMs) / minuteMs,
        readings,
        floors: series.floors.length,
      },
    };
  }
  return { capture, from: known.from, told: undefined };
};

/** Captures of leaks and of their healthy twins, by the name of the scenario. */
const leaks = /^gc(?:log)?-(?:\w+-)?leak-/;
const twins = /^gc(?:log)?-(?:\w+-)?(?:churn|drift|saw-?tooth)-/;

const delaysOf = async (captures: string, named: RegExp): Promise<readonly Delay[]> => {
  const folders = (await findCaptures(captures)).filter((folder) => named.test(basename(folder)));
  const delays: Delay[] = [];
  for (const folder of folders) {
    const delay = await delayOf(folder);
    if (delay !== undefined) delays.push(delay);
  }
  return delays;
};

export type Delays = { readonly leaks: readonly Delay[]; readonly twins: readonly Delay[] };

export const leakDelays = async (captures: string): Promise<Delays> => ({
  leaks: await delaysOf(captures, leaks),
  twins: await delaysOf(captures, twins),
});
