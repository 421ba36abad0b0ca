const scale: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  '\u00b5s': 0.001,
  us: 0.001,
  ns: 1e-6,
};

/** `1m0s`, `164.2ms`, `1h2m3.4s`: durations as Go prints them, in ms. */
export const goDurationMs = (text: string): number | undefined => {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|\u00b5s|us|ns|s)/g)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join('') !== text) return undefined;
  return parts.reduce((sum, [, value, unit]) => sum + Number(value) * (scale[unit as string] as number), 0);
};

/** `10000`, `1,234`, `166.6/s`, `34.00%`. */
export const plainNumber = (text: string | undefined): number | undefined => {
  const match = /^(\d[\d,]*(?:\.\d+)?)(?:\/s|%)?$/.exec(text ?? '');
  return match === null ? undefined : Number((match[1] as string).replaceAll(',', ''));
};
