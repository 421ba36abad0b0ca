/** Languages a report can be written in. */
export type Lang = 'en' | 'ko';

/**
 * Up to `digits` decimals, no trailing zeros, thousands separated: `3,000`, `4.2`. The same in English and Korean.
 * By hand: the first use of Intl costs more than all rules together.
 */
export const decimal = (value: number, digits: number): string => {
  const [whole = '', fraction] = String(Number(value.toFixed(digits))).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
};
