/** What a command works on, after its words were understood. `word` is what the user wrote. A cluster target joins here. */
export type Target =
  | { readonly kind: 'pid'; readonly word: string; readonly pid: number }
  | { readonly kind: 'path'; readonly word: string; readonly path: string }
  | { readonly kind: 'stdin'; readonly word: '-' };
