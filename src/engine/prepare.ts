import type { Rule } from '../model/rule.ts';
import { parseAhead } from './run/condition.ts';

const conditionsOf = ({ appliesTo, levels, evidence }: Rule): readonly string[] => [
  ...(appliesTo === undefined ? [] : [appliesTo]),
  ...levels.map(({ when }) => when),
  ...evidence.flatMap(({ when }) => when ?? []),
];

/** What rules need before they are evaluated, done while there is time: `evaluate` does what is left. Never throws. */
export const prepareRules = (rules: readonly Rule[]): void => {
  for (const text of rules.flatMap(conditionsOf)) parseAhead(text);
};
