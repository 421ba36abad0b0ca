import type { Stack } from '../../model/thread-dump.ts';

/**
 * Remembers what is found for a stack. Stacks are interned: three thousand threads stand in a few dozen of them, so that looking at
 * every frame is done a few dozen times.
 */
export const perStack = <T>(look: (stack: Stack) => T): ((stack: Stack) => T) => {
  const found = new WeakMap<Stack, { readonly value: T }>();
  return (stack) => {
    const known = found.get(stack);
    if (known !== undefined) return known.value;
    const value = look(stack);
    found.set(stack, { value });
    return value;
  };
};
