/** A whole number as /proc and cgroup files print it; undefined for anything else, also beyond 2^53. */
export const wholeNumber = (text: string | undefined): number | undefined => {
  if (text === undefined || !/^\s*\d{1,16}\s*$/.test(text)) return undefined;
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : undefined;
};
