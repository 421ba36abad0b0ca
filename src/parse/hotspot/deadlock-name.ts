import type { Line } from './line.ts';

/**
 * The line of a deadlock section that a name with newlines in it was spread over: `"a` and `b":`, or `which is held by "a` and `b"`.
 * Undefined: `text` does not end it.
 */
export const deadlockName = (
  begun: { readonly texts: readonly string[]; readonly ofHolder?: true },
  text: string,
): Line | undefined => {
  const end = begun.ofHolder ? '"' : '":';
  if (!text.endsWith(end)) return undefined;
  const name = [...begun.texts, text.slice(0, -end.length)].join('\n');
  return begun.ofHolder ? { kind: 'held-by', name } : { kind: 'member', name };
};
