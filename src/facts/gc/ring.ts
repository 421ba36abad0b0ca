/** The newest `limit` values, oldest first. */
export const ring = <T>(limit: number) => {
  let values: T[] = [];
  return {
    add: (value: T): void => {
      values.push(value);
      if (values.length >= 2 * limit) values = values.slice(-limit);
    },
    list: (): readonly T[] => values.slice(-limit),
    clear: (): void => {
      values = [];
    },
  };
};
