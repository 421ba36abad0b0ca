import type { FigureUnit } from '../../model/comparison.ts';
import { count, decimal, duration, bytes as size } from '../text/number.ts';

/** A number in the words of its unit. */
export const formats: Readonly<Record<FigureUnit, (value: number) => string>> = {
  count: (value) => (Number.isInteger(value) || value >= 100 ? count(value) : decimal(value)),
  bytes: size,
  ms: duration,
  percent: (value) => `${decimal(value)}%`,
};
