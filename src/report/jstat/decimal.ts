/**
 * A number with so many decimals, halves to the even digit as java.text.DecimalFormat rounds: 40.625 is 40.62. Both work on the exact
 * binary value, so only a true half differs from toFixed.
 */
export const decimal = (value: number, digits: number): string => {
  const rounded = value.toFixed(digits);
  const scaled = Math.abs(value) * 10 ** digits;
  if (scaled % 1 !== 0.5 || !/^0\.50*$/.test(`0.${value.toFixed(digits + 40).slice(-40)}`)) return rounded;
  const even = Math.floor(scaled) % 2 === 0 ? Math.floor(scaled) : Math.ceil(scaled);
  return (Math.sign(value) * (even / 10 ** digits)).toFixed(digits);
};
