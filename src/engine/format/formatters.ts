import type { FactType, FactUnit } from '../../model/fact.ts';
import { duration } from './duration.ts';
import type { Lang } from './language.ts';
import { bytes, cores, count, percent, perMinute } from './number.ts';
import { code, list, raw, type Scalar } from './text.ts';

export type Formatter = {
  /** What it prints, for the diagnostic that says why a fact does not fit. */
  readonly prints: string;
  readonly fits: (type: FactType) => boolean;
  /** `value` is of a type that fits. */
  readonly format: (value: unknown, lang: Lang) => string;
};

const isScalar = ({ type }: FactType): boolean => type === 'number' || type === 'string' || type === 'boolean';

const ofUnit = (unit: FactUnit, format: (value: number, lang: Lang) => string): Formatter => ({
  prints: `numbers in ${unit}`,
  fits: (type) => type.type === 'number' && type.unit === unit,
  format: (value, lang) => format(value as number, lang),
});

const byUnit: Readonly<Record<FactUnit, Formatter>> = {
  count: ofUnit('count', count),
  ms: ofUnit('ms', duration),
  bytes: ofUnit('bytes', bytes),
  percent: ofUnit('percent', percent),
  'per-minute': ofUnit('per-minute', perMinute),
  cores: ofUnit('cores', cores),
};

export const factUnits = Object.keys(byUnit) as readonly FactUnit[];

const listFormatter: Formatter = {
  prints: 'lists of texts or numbers',
  fits: (type) => type.type === 'list' && isScalar(type.items),
  format: (value, lang) => list(value as readonly Scalar[], lang),
};

const rawFormatter: Formatter = {
  prints: 'single values',
  fits: isScalar,
  format: (value) => raw(value as Scalar),
};

export const formatters: ReadonlyMap<string, Formatter> = new Map<string, Formatter>([
  ...Object.entries(byUnit),
  ['list', listFormatter],
  ['code', { prints: 'texts', fits: ({ type }) => type === 'string', format: (value) => code(value as string) }],
  ['raw', rawFormatter],
]);

/** How a fact is printed when the template does not say; undefined for sources, objects and lists of them. */
export const defaultFormatter = (type: FactType): Formatter | undefined => {
  if (type.type === 'number') return byUnit[type.unit];
  return [rawFormatter, listFormatter].find(({ fits }) => fits(type));
};
