import type { LogMatch } from '../../model/log-scan.ts';
import type { Source } from '../../model/source.ts';
import { familyOf } from '../thread/family.ts';
import { libraryOfFamily } from '../thread/library.ts';

/** Libraries of which every client object brings threads of its own: one is meant to be shared. */
const clientLibraries: ReadonlySet<string> = new Set([
  'OkHttp',
  'Kafka',
  'JDK HttpClient',
  'Apache HttpClient',
  'AWS SDK',
  'MongoDB driver',
  'gRPC',
]);

export type ClientVictim = {
  readonly library: string;
  /** Name of the thread that could not be started. */
  readonly thread: string;
  readonly lines: number;
  readonly source: Source;
};

/**
 * Threads of client libraries that the system refused to start. The refused thread is the victim of whatever used up the threads; that
 * a client wanted a new one at that moment says that clients are still being made.
 */
export const clientVictims = (matches: readonly LogMatch[]): readonly ClientVictim[] => {
  const victims = new Map<string, ClientVictim>();
  for (const { pattern, values, artifactId, line } of matches) {
    const thread = values['thread'];
    if (pattern !== 'native-thread-exhausted' || typeof thread !== 'string') continue;
    const library = libraryOfFamily(familyOf(thread))?.name;
    if (library === undefined || !clientLibraries.has(library)) continue;
    const known = victims.get(library);
    const source = known?.source ?? { artifact: artifactId, line, endLine: line };
    victims.set(library, { library, thread: known?.thread ?? thread, lines: (known?.lines ?? 0) + 1, source });
  }
  return [...victims.values()];
};
