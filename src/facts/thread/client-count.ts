import type { Evidence } from '../../model/evidence.ts';
import { boolean, list, MissingFact, number, object, source, string, type ValueOf } from '../../model/fact.ts';
import type { Thread } from '../../model/thread-dump.ts';
import { callersOf, inFileOrder, sourceOf } from './caller.ts';
import { growthFields, growthOf } from './growth.ts';
import { newestDump, once } from './judged.ts';
import { libraryOfStack } from './library.ts';

export const clientShape = object(
  {
    kind: string('what is counted: HttpClient, event loop group, Timer'),
    library: string('whose threads prove it'),
    http: boolean('an HTTP client'),
    count: number('how many living threads prove'),
    counted: string('how that was counted'),
    highestIndex: number('highest number in the names: at least so many were ever made'),
    ...growthFields,
    callers: list(string('frame'), 'first application frames of the threads that use the library'),
    source: source('a thread of one of them'),
  },
  'clients of one kind, each with threads of its own',
);

export type ClientCount = Exclude<ValueOf<typeof clientShape>, MissingFact>;

/**
 * Threads that prove a client. `by`: the first group of `names` differs (`index`), each thread is one (`thread`), or the same name
 * stands so many times (`namesake`: the library numbers the threads of each client from one).
 * Sources: the libraries' thread factories.
 */
type Kind = {
  readonly kind: string;
  readonly library: string;
  readonly http?: true;
  readonly names: RegExp;
  readonly by: 'index' | 'thread' | 'namesake';
};

const kinds: readonly Kind[] = [
  {
    kind: 'HttpClient of the JDK',
    library: 'JDK HttpClient',
    http: true,
    names: /^HttpClient-(\d+)-SelectorManager$/,
    by: 'index',
  },
  {
    kind: 'Apache HttpClient',
    library: 'Apache HttpClient',
    http: true,
    names: /^(?:idle-connection-evictor(?:-\d+)?|Connection evictor(?:-\d+)?)$/,
    by: 'thread',
  },
  {
    kind: 'asynchronous Apache HttpClient',
    library: 'Apache HttpClient',
    http: true,
    names: /^httpclient-main-\d+$/,
    by: 'thread',
  },
  { kind: 'AWS HTTP client', library: 'AWS SDK', http: true, names: /^idle-connection-reaper$/, by: 'thread' },
  {
    kind: 'Reactor Netty loop resources',
    library: 'Reactor Netty',
    http: true,
    names: /^reactor-(?:http|tcp)-\w+-\d+$/,
    by: 'namesake',
  },
  { kind: 'AWS client', library: 'AWS SDK', names: /^sdk-ScheduledExecutor-(\d+)-\d+$/, by: 'index' },
  { kind: 'MongoClient', library: 'MongoDB driver', names: /^cluster-ClusterId\{value='?(\w+)/, by: 'index' },
  { kind: 'gRPC event loop group', library: 'gRPC', names: /^grpc-\S*ELG-(\d+)-\d+$/, by: 'index' },
  { kind: 'HikariCP pool', library: 'HikariCP', names: /[ :]housekeeper$/, by: 'thread' },
  { kind: 'AsyncHttpClient', library: 'Netty', names: /^AsyncHttpClient-timer-(\d+)-\d+$/, by: 'index' },
  {
    kind: 'Netty event loop group',
    library: 'Netty',
    names: /^(?:nio2?|epoll|kqueue|multiThreadIo)EventLoopGroup-(\d+)-\d+$/,
    by: 'index',
  },
  { kind: 'Lettuce event loop group', library: 'Lettuce', names: /^lettuce-\w+Loop-(\d+)-\d+$/, by: 'index' },
  { kind: 'Redisson client', library: 'Redisson', names: /^redisson-netty-(\d+)-\d+$/, by: 'index' },
  { kind: 'Vertx instance', library: 'Vert.x', names: /^vert\.x-eventloop-thread-\d+$/, by: 'namesake' },
  { kind: 'java.util.Timer', library: 'java.util.Timer', names: /^Timer-(\d+)$/, by: 'index' },
];

/** Most threads prove nothing: one look at their name tells. */
const anyKind = new RegExp(kinds.map(({ names }) => names.source).join('|'));

const words = {
  index: 'different numbers in the names of their threads',
  thread: 'threads of which each has one',
  namesake: 'threads of one and the same name',
} as const;

/** One thread for each client of a kind. */
const proofsOf = ({ names, by }: Kind, threads: readonly Thread[]): readonly Thread[] => {
  const found = new Map<string, Thread[]>();
  for (const thread of threads) {
    const match = names.exec(thread.name);
    if (match === null) continue;
    const key = by === 'index' ? (match[1] as string) : by === 'namesake' ? thread.name : '';
    const group = found.get(key);
    if (group === undefined) found.set(key, [thread]);
    else group.push(thread);
  }
  const groups = [...found.values()];
  if (by === 'index') return groups.map(([first]) => first as Thread);
  return groups.reduce<readonly Thread[]>((most, group) => (group.length > most.length ? group : most), []);
};

const noNumber = new MissingFact([], 'the names of their threads do not count the clients');

const highestIndex = ({ names, by }: Kind, proofs: readonly Thread[]): number | MissingFact => {
  if (by !== 'index') return noNumber;
  const indexes = proofs.map(({ name }) => names.exec(name)?.[1] ?? '').filter((index) => /^\d{1,9}$/.test(index));
  return indexes.length === 0 ? noNumber : Math.max(...indexes.map(Number));
};

/** Clients by kind, the most first; a kind without any is left out. Throws MissingFact without a dump. */
export const clientCounts = once((evidence: Evidence): readonly ClientCount[] => {
  const dump = newestDump(evidence);
  const threads = inFileOrder(dump.threads.filter(({ kind, name }) => kind === 'platform' && anyKind.test(name)));
  return kinds
    .map((kind) => ({ kind, proofs: proofsOf(kind, threads) }))
    .filter(({ proofs }) => proofs.length > 0)
    .sort((a, b) => b.proofs.length - a.proofs.length)
    .map(({ kind, proofs }) => ({
      kind: kind.kind,
      library: kind.library,
      http: kind.http === true,
      count: proofs.length,
      counted: words[kind.by],
      highestIndex: highestIndex(kind, proofs),
      ...growthOf(evidence, proofs),
      callers: callersOf(evidence, dump, (stack) => libraryOfStack(stack)?.name === kind.library),
      source: sourceOf(dump, proofs),
    }));
});
