import { boolean, list, MissingFact, number, object, source, string, type ValueOf } from '../../model/fact.ts';
import type { Thread, ThreadDump, ThreadSeries } from '../../model/thread-dump.ts';
import { firstApplicationFrame, frameText } from '../thread/frames.ts';
import { isFragment } from '../thread/judged.ts';
import { lockGraph } from './graph.ts';
import { likelyHolders } from './likely.ts';
import { appenderIn, type LoggingWait, loggingWait } from './logging.ts';
import { threadLabel } from './name.ts';
import { isRequestWorker } from './request.ts';

export const loggingShape = object(
  {
    library: string('logback, log4j 2, log4j 1, java.util.logging, console'),
    appenders: list(string('class'), 'appenders or handlers they wait in, most waiters first'),
    waiters: number('threads waiting in a log statement, in the dump with most of them'),
    queueFull: number('those that wait because the queue of an asynchronous appender is full'),
    requestWaiters: number('server workers among them'),
    sharePct: number('waiters of all Java threads of that dump', 'percent'),
    fragment: boolean('an excerpt somebody pasted: fewer than ten threads and no whole dump'),
    at: string('frame in which most of them wait'),
    applicationFrame: string("first of the application's own frames of the first waiter: a log statement"),
    writers: list(
      string('thread'),
      'the thread that holds the lock, or those that stand inside the code that holds it (likely)',
    ),
    writerAt: string('what the first of them does'),
    dumps: number('dumps with a waiter'),
    source: source('the first waiter'),
  },
  'threads kept from work by a log statement, of one logging library',
);

export type LoggingFact = ValueOf<typeof loggingShape>;

type Waiter = { readonly thread: Thread; readonly wait: LoggingWait };
type Group = { readonly dump: ThreadDump; readonly waiters: readonly Waiter[] };

const groupsOf = (dump: ThreadDump): ReadonlyMap<string, readonly Waiter[]> => {
  const groups = new Map<string, Waiter[]>();
  if (dump.format === 'jstack-F') return groups;
  for (const thread of dump.threads) {
    const wait = loggingWait(thread);
    if (wait === undefined) continue;
    const group = groups.get(wait.library);
    if (group === undefined) groups.set(wait.library, [{ thread, wait }]);
    else group.push({ thread, wait });
  }
  return groups;
};

const ranked = (values: readonly string[]): readonly string[] => {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([value]) => value);
};

const writersOf = ({ dump, waiters }: Group): readonly Thread[] => {
  const graph = lockGraph(dump);
  const found = new Set<Thread>();
  for (const { thread } of waiters) {
    const holder = graph.holderOf.get(thread);
    if (holder !== undefined && loggingWait(holder) === undefined) found.add(holder);
  }
  const [first] = waiters;
  if (found.size === 0 && first !== undefined)
    for (const one of likelyHolders(dump, graph, first.thread)) found.add(one);
  return [...found];
};

const factOf = (library: string, group: Group, dumps: number, apps: readonly string[] | undefined): LoggingFact => {
  const { dump, waiters } = group;
  const first = waiters[0]!;
  const writers = writersOf(group);
  const none = new MissingFact(['thread-dump'], 'no thread of the dump stands inside the appender');
  const application = firstApplicationFrame(first.thread.stack, apps);
  const writerTop = writers[0]?.stack.frames[0];
  // log4j 1 waits at the logger, the appender stands only in the writer's stack.
  const written = writers.flatMap(({ stack }) => appenderIn(stack.frames) ?? []);
  const appenders = ranked([...waiters.flatMap(({ wait }) => wait.appender ?? []), ...written]);
  const java = dump.threads.filter(({ kind }) => kind !== 'vm').length;
  return {
    library,
    appenders: appenders.length === 0 ? none : appenders,
    waiters: waiters.length,
    queueFull: waiters.filter(({ wait }) => wait.how === 'queue').length,
    requestWaiters: waiters.filter(({ thread }) => isRequestWorker(thread)).length,
    sharePct: (100 * waiters.length) / java,
    fragment: isFragment(dump),
    at: ranked(waiters.map(({ wait }) => frameText(wait.at)))[0]!,
    applicationFrame:
      application === undefined
        ? new MissingFact(['thread-dump'], 'no frame of the application')
        : frameText(application),
    writers: writers.length === 0 ? none : writers.map(threadLabel),
    writerAt: writerTop === undefined ? none : frameText(writerTop),
    dumps,
    source: { artifact: dump.artifactId, line: first.thread.line, endLine: first.thread.endLine },
  };
};

/** Waits in log statements by library, most waiters first. `apps` are the application's packages. */
export const loggingFacts = (series: ThreadSeries, apps?: readonly string[]): readonly LoggingFact[] => {
  const worst = new Map<string, { group: Group; dumps: number }>();
  for (const dump of series.dumps) {
    for (const [library, waiters] of groupsOf(dump)) {
      const known = worst.get(library);
      if (known === undefined) worst.set(library, { group: { dump, waiters }, dumps: 1 });
      else {
        known.dumps++;
        if (waiters.length >= known.group.waiters.length) known.group = { dump, waiters };
      }
    }
  }
  return [...worst]
    .sort((a, b) => b[1].group.waiters.length - a[1].group.waiters.length)
    .map(([library, { group, dumps }]) => factOf(library, group, dumps, apps));
};
