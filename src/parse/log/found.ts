/** Where in the text a pattern stands and what it names. */
export type Found = { readonly index: number; readonly values: Readonly<Record<string, number | string>> };

/** `total=8` and the like as numbers; what is not there is left out. */
export const numbersOf = (
  entries: Readonly<Record<string, string | undefined>>,
  factor = 1,
): Record<string, number> => {
  const numbers: Record<string, number> = {};
  for (const [name, text] of Object.entries(entries)) {
    const number = text === undefined ? Number.NaN : Number(text) * factor;
    if (Number.isSafeInteger(number)) numbers[name] = number;
  }
  return numbers;
};

/** The number after `key` and one of `=`, `:`, blank. */
export const numberAfter = (text: string, key: string): string | undefined =>
  new RegExp(`(?:^|[^A-Za-z])${key}[ =:]+(\\d{1,12})(?!\\d)`).exec(text)?.[1];
