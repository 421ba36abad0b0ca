/** So many of so many. */
export type Fraction = { readonly k: number; readonly n: number };

export const showFraction = ({ k, n }: Fraction): string =>
  n === 0 ? '-' : `${k}/${n} (${((100 * k) / n).toFixed(k === 0 || k === n ? 0 : 1)} %)`;

export const fraction = (parts: readonly Fraction[]): Fraction => ({
  k: parts.reduce((sum, { k }) => sum + k, 0),
  n: parts.reduce((sum, { n }) => sum + n, 0),
});

export type RuleCounts = {
  readonly recall: Fraction;
  readonly falseAlarms: Fraction;
  /** Fired at warning or above where the label asks for something else: right, beside the point or wrong, nobody said. */
  readonly beside: number;
};

const none: RuleCounts = { recall: { k: 0, n: 0 }, falseAlarms: { k: 0, n: 0 }, beside: 0 };

/** Counts by rule. */
export const tally = () => {
  const rules = new Map<string, RuleCounts>();
  const change = (rule: string, what: (counts: RuleCounts) => Partial<RuleCounts>): void => {
    const counts = rules.get(rule) ?? none;
    rules.set(rule, { ...counts, ...what(counts) });
  };
  const plus = ({ k, n }: Fraction, yes: boolean): Fraction => ({ k: k + (yes ? 1 : 0), n: n + 1 });
  return {
    rules: rules as ReadonlyMap<string, RuleCounts>,
    hit: (rule: string, came: boolean): void => change(rule, ({ recall }) => ({ recall: plus(recall, came) })),
    alarm: (rule: string, came: boolean): void =>
      change(rule, ({ falseAlarms }) => ({ falseAlarms: plus(falseAlarms, came) })),
    beside: (rule: string): void => change(rule, ({ beside }) => ({ beside: beside + 1 })),
  };
};
