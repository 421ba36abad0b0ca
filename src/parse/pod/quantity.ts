const binary = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const decimal: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
};

/**
 * A Kubernetes quantity: `512Mi`, `1.5Gi`, `250m`, `1e3`, `2`. Undefined when it is none. Source: apimachinery
 * resource.Quantity.
 */
export const quantityOf = (value: unknown): number | undefined => {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const found = /^\+?(\d{1,18}(?:\.\d{0,18})?|\.\d{1,18})(?:e(-?\d{1,2})|([KMGTPE]i|[numkMGTPE]?))$/.exec(value);
  if (found === null) return undefined;
  const [, digits = '', exponent, suffix = ''] = found;
  if (exponent !== undefined) return Number(`${digits}e${exponent}`);
  const power = binary.indexOf(suffix) + 1;
  return Number(digits) * (power > 0 ? 1024 ** power : (decimal[suffix] ?? Number.NaN));
};
