import { closest } from './model/closest.ts';
import { RequestError } from './model/exit-code.ts';

/** A command's flags as oclif's manifest has them. */
export type CommandFlags = {
  readonly flags: Readonly<
    Record<string, { readonly type: string; readonly char?: string; readonly aliases?: readonly string[] }>
  >;
};

/** Every way to write a flag whose value is the next word, of any command. */
export const valuedFlags = (commands: readonly CommandFlags[]): ReadonlySet<string> =>
  new Set(
    commands
      .flatMap(({ flags }) => Object.entries(flags))
      .filter(([, { type }]) => type === 'option')
      .flatMap(([name, { char, aliases = [] }]) => [
        ...[name, ...aliases].map((word) => `--${word}`),
        ...(char === undefined ? [] : [`-${char}`]),
      ]),
  );

/** kubectl users write `jdiag -o json threads x`: flags before the command are moved behind it. */
export const commandFirst = (argv: readonly string[], valued: ReadonlySet<string>): string[] => {
  let index = 0;
  while (argv[index]?.startsWith('-') && argv[index] !== '--') {
    index += valued.has(argv[index] ?? '') ? 2 : 1;
  }
  const flags = argv.slice(0, index);
  if (index === 0 || index >= argv.length || argv[index] === '--') return [...argv];
  return [...argv.slice(index), ...flags];
};

/** `rules` is a topic: `rules list`. Everything else must begin with a command. */
export const unknownCommand = (argv: readonly string[], ids: readonly string[]): RequestError | undefined => {
  const [first, second] = argv;
  if (first === undefined || first.startsWith('-')) return undefined;
  const isTopic = ids.some((id) => id.startsWith(`${first}:`));
  if (ids.includes(first) || (isTopic && (second === undefined || second.startsWith('-')))) return undefined;
  if (isTopic && ids.includes(`${first}:${second}`)) return undefined;
  const word = isTopic ? `${first} ${second}` : first;
  const names = ids.map((id) => id.replaceAll(':', ' '));
  const near = closest(word, names);
  return new RequestError('unknown-command', `there is no command "${word}"`, [
    ...(near === undefined ? [] : [`did you mean "jdiag ${near}"?`]),
    'jdiag --help lists the commands',
  ]);
};
