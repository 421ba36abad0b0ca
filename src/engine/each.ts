/** `threads.deadlocks as cycle`: the list and the name of its items. */
export type Each = { readonly list: string; readonly as: string };

const pattern = /^\s*([A-Za-z_][\w.]*)\s+as\s+([A-Za-z_]\w*)\s*$/;

/** Undefined when the text is not of that form. */
export const matchEach = (text: string): Each | undefined => {
  const match = pattern.exec(text);
  return match?.[1] === undefined || match[2] === undefined ? undefined : { list: match[1], as: match[2] };
};

/** For texts that were checked when the rule was loaded. Throws on any other. */
export const parseEach = (text: string): Each => {
  const each = matchEach(text);
  if (!each) throw new Error(`not "<list> as <name>": ${text}`);
  return each;
};
