import type { Value } from './valleys.ts';

export type Series = { readonly labels: Readonly<Record<string, string>>; readonly values: readonly Value[] };

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const readPair = (pair: unknown): Value | undefined => {
  if (!Array.isArray(pair)) return undefined;
  const atMs = Number(pair[0]) * 1000;
  const value = Number(pair[1]);
  return Number.isFinite(atMs) && Number.isFinite(value) ? { atMs, value } : undefined;
};

const labelsOf = (metric: unknown): Readonly<Record<string, string>> =>
  isRecord(metric) ? Object.fromEntries(Object.entries(metric).map(([name, value]) => [name, String(value)])) : {};

/** The series of an answer to `query_range` (`{"data":{"resultType":"matrix","result":[{"metric":..,"values":[[s,"1"]]}]}}`); undefined: it is none. */
export const seriesIn = (document: unknown): readonly Series[] | undefined => {
  if (!isRecord(document)) return undefined;
  const { data } = document;
  if (!isRecord(data) || data['resultType'] !== 'matrix' || !Array.isArray(data['result'])) return undefined;
  return data['result'].filter(isRecord).map(({ metric, values }) => ({
    labels: labelsOf(metric),
    values: (Array.isArray(values) ? values : []).map(readPair).filter((value) => value !== undefined),
  }));
};
