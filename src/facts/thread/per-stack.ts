import type { Stack } from '../../model/thread-dump.ts';

/** Computed once per stack: stacks are interned, thousands of threads share a few hundred. */
export const perStack = <T>(derive: (stack: Stack) => T): ((stack: Stack) => T) => {
  const results = new WeakMap<Stack, { readonly value: T }>();
  return (stack) => {
    let result = results.get(stack);
    if (result === undefined) {
      result = { value: derive(stack) };
      results.set(stack, result);
    }
    return result.value;
  };
};
