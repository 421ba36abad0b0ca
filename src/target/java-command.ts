/** Options of the java launcher whose value is the next argument. Source: `java --help-extra` of 8 to 27. */
const withValue = new Set([
  '-cp',
  '-classpath',
  '--class-path',
  '-p',
  '--module-path',
  '--upgrade-module-path',
  '--add-modules',
  '--enable-native-access',
  '--limit-modules',
  '--add-exports',
  '--add-opens',
  '--add-reads',
  '--patch-module',
  '-d',
  '--describe-module',
  '--source',
]);

/**
 * What a java command line runs: the main class, the file name of its jar, or the module; undefined when it only prints
 * something or hides its arguments in an @file. Arguments of the program itself are never looked at.
 */
export const mainOf = (cmdline: readonly string[]): string | undefined => {
  for (let index = 1; index < cmdline.length; index++) {
    const word = cmdline[index] as string;
    if (word === '-jar') return cmdline[index + 1]?.split('/').at(-1);
    if (word === '-m' || word === '--module') return cmdline[index + 1];
    if (word.startsWith('--module=')) return word.slice('--module='.length);
    if (withValue.has(word)) index++;
    else if (word.startsWith('@')) return undefined;
    else if (!word.startsWith('-')) return word;
  }
  return undefined;
};
