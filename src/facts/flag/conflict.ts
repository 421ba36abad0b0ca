import { lastOf, type Option } from './options.ts';

/** `winner` is in force, `loser` is given in vain. */
export type Conflict = { readonly winner: string; readonly loser: string };

/** Options that say the same thing in two ways; the first of each row wins where both are given. */
const overridden: readonly (readonly [readonly string[], readonly string[]])[] = [
  [
    ['-Xmx', 'MaxHeapSize'],
    ['MaxRAMPercentage', 'MaxRAMFraction', 'MaxRAM', 'DefaultMaxRAMFraction'],
  ],
  [
    ['-Xms', 'InitialHeapSize'],
    ['InitialRAMPercentage', 'InitialRAMFraction'],
  ],
  [['-Xmn', 'NewSize'], ['NewRatio']],
];

/** Options that may be given more than once and add up. */
const repeatable =
  /^(?:-D|-javaagent|-agentlib|-agentpath|-X?log|-Xlog|-Xrun|--add-\w+|-Xbootclasspath\/\w|-verbose|CompileCommand|OnError|OnOutOfMemoryError|StartFlightRecording|FlightRecorderOptions|-ea|-esa|-da|-XX)/;

/** The same name given with two values: the last one is in force. A property (`-Dname=`) is one name of its own. */
const repeated = (options: readonly Option[]): readonly Conflict[] => {
  const byName = new Map<string, Option[]>();
  for (const option of options) {
    const isProperty = option.name.startsWith('-D') && option.name !== '-D';
    if (!isProperty && repeatable.test(option.name)) continue;
    byName.set(option.name, [...(byName.get(option.name) ?? []), option]);
  }
  return [...byName.values()].flatMap((group) => {
    const winner = group.at(-1) as Option;
    const losers = new Map(group.filter(({ value }) => value !== winner.value).map((loser) => [loser.text, loser]));
    return [...losers.keys()].map((loser) => ({ winner: winner.text, loser }));
  });
};

/** Options of which one is given in vain. */
export const conflictsIn = (options: readonly Option[]): readonly Conflict[] => [
  ...repeated(options),
  ...overridden.flatMap(([winners, losers]) => {
    const winner = lastOf(options, ...winners);
    if (winner === undefined) return [];
    return options
      .filter(({ name }) => losers.includes(name))
      .map(({ text }) => ({ winner: winner.text, loser: text }));
  }),
];
