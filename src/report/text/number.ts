/** `12,345`, the same in every locale. */
export const count = (value: number): string => String(Math.round(value)).replace(/\B(?=(?:\d{3})+$)/g, ',');

/** `0.04`, `1.2`, `37`: two significant digits below 10. */
export const decimal = (value: number): string => {
  if (value === 0) return '0';
  if (value < 0.005) return '<0.01';
  if (value < 1) return value.toFixed(2);
  return value < 10 ? value.toFixed(1) : count(value);
};

const units: readonly (readonly [ms: number, unit: string])[] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'm'],
];

/** `850 ms`, `2.0 s`, `3h 12m`, `4d 2h`. */
export const duration = (ms: number): string => {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const index = units.findIndex(([unit]) => ms >= unit);
  const [size, unit] = units[index]!;
  const whole = Math.floor(ms / size);
  const [nextSize, nextUnit] = units[index + 1] ?? [1000, 's'];
  const rest = Math.floor((ms % size) / nextSize);
  return rest === 0 ? `${whole}${unit}` : `${whole}${unit} ${rest}${nextUnit}`;
};

/** `2026-11-20 10:43:46 UTC` from RFC 3339; other text as it is. */
export const time = (iso: string): string => {
  const ms = Date.parse(iso);
  return Number.isNaN(ms) ? iso : `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
};

/** Share in whole percent; never 0 % or 100 % unless it is exactly that. */
export const share = (part: number, whole: number): string => {
  if (whole === 0) return '';
  const percent = (100 * part) / whole;
  if (part > 0 && percent < 1) return '<1%';
  return `${part < whole ? Math.min(99, Math.round(percent)) : Math.round(percent)}%`;
};

/** `384Mi`, `1.5Gi`: as Kubernetes writes sizes. */
export const quantity = (bytes: number): string => {
  const mebibytes = bytes / 2 ** 20;
  return mebibytes < 1000 ? `${Math.round(mebibytes)}Mi` : `${Number((mebibytes / 1024).toFixed(1))}Gi`;
};

const byteUnits = ['KiB', 'MiB', 'GiB', 'TiB'] as const;

/** `512 B`, `13.2 MiB`, `1.5 GiB`. */
export const bytes = (value: number): string => {
  let scaled = value;
  let unit = 'B';
  for (const next of byteUnits) {
    if (scaled < 1024) break;
    scaled /= 1024;
    unit = next;
  }
  return unit === 'B' ? `${scaled} B` : `${scaled < 100 ? scaled.toFixed(1) : count(scaled)} ${unit}`;
};

/** `9.5 %`, `88 %`, `<0.1 %`. */
export const percent = (value: number): string =>
  value > 0 && value < 0.1 ? '<0.1 %' : `${value < 10 ? value.toFixed(1) : Math.round(value)} %`;

/** With its sign, `+1.4 MiB`, `-3`; `format` writes the amount. */
export const signed = (value: number, format: (amount: number) => string): string =>
  value === 0 ? format(0) : `${value > 0 ? '+' : '-'}${format(Math.abs(value))}`;
