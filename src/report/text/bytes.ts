const units: readonly (readonly [bytes: number, unit: string])[] = [
  [2 ** 40, 'TiB'],
  [2 ** 30, 'GiB'],
  [2 ** 20, 'MiB'],
  [2 ** 10, 'KiB'],
];

/** `512 B`, `40.2 MiB`, `1.50 GiB`: three significant digits. */
export const bytes = (value: number): string => {
  const [size, unit] = units.find(([limit]) => Math.abs(value) >= limit) ?? [1, 'B'];
  const scaled = value / size;
  const digits = unit === 'B' || Math.abs(scaled) >= 100 ? 0 : Math.abs(scaled) >= 10 ? 1 : 2;
  return `${scaled.toFixed(digits)} ${unit}`;
};
