/** Names of outputs that are no files. */
const streams = new Set(['stdout', 'stderr']);

/** Parts of `-Xlog:what:output:decorators:options`: colons inside of quotes and Windows drives do not part. */
const partsOf = (text: string): readonly string[] => {
  const parts: string[] = [''];
  let quoted = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    else if (character === ':' && !quoted) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
};

/** Whether `gc*=debug,safepoint`, `all`, or nothing at all (everything at warning level: no collections) asks for collections. */
const asksForCollections = (what: string): boolean =>
  what.split(',').some((selection) => /^(?:all|gc(?:[*+]|$))/.test(selection.split('=')[0]?.trim() ?? ''));

const fileOf = (option: string): string | undefined => {
  if (option.startsWith('-Xloggc:')) return option.slice(8).replaceAll('"', '') || undefined;
  if (!option.startsWith('-Xlog:')) return undefined;
  const [what = '', output = ''] = partsOf(option.slice(6));
  const file = output.replace(/^file=/, '').trim();
  return file === '' || streams.has(file) || !asksForCollections(what) ? undefined : file;
};

/** The files options tell a JVM to write its collections to, as written: with `%p` (pid) and `%t` (time of start), relative ones too. */
export const gcLogFiles = (options: readonly string[]): readonly string[] => [
  ...new Set(options.map(fileOf).filter((file) => file !== undefined)),
];
