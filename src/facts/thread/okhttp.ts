import type { Evidence } from '../../model/evidence.ts';
import { boolean, list, MissingFact, number, object, source, string, type ValueOf } from '../../model/fact.ts';
import type { Thread, ThreadDump } from '../../model/thread-dump.ts';
import { callersOf, inFileOrder, sourceOf, stacksOf } from './caller.ts';
import { growthFields, growthOf } from './growth.ts';
import { isIdle } from './idle.ts';
import { newestDump, once } from './judged.ts';
import { perStack } from './per-stack.ts';

const classes = /(?:^|\.)(?:okhttp3|com\.squareup\.okhttp)\./;
const reader = /\.Http2Connection\$(?:ReaderRunnable|Reader)$|\.FramedConnection\$Reader$/;
const syncCall = /(?:^|\.)(?:okhttp3(?:\.internal\.connection)?\.RealCall|com\.squareup\.okhttp\.Call)$/;

export const okhttpShape = object(
  {
    present: boolean('some thread or stack is of OkHttp'),
    clients: number('OkHttpClient instances that threads prove'),
    connectionPools: number('distinct monitors under "OkHttp ConnectionPool" (OkHttp 3): one per client'),
    dispatchers: number(
      'distinct queues under idle "OkHttp Dispatcher" threads: one per client with asynchronous calls',
    ),
    http2Connections: number('HTTP/2 readers to the same host: a client needs one'),
    callsInFlight: number('threads named after a URL: calls being made, never counted as clients'),
    ...growthFields,
    callers: list(string('frame'), 'first application frames of the threads that use OkHttp'),
    source: source('a thread that belongs to one of the clients'),
  },
  'OkHttp clients in the newest dump',
);

const usesOkHttp = perStack(({ frames }) => frames.some(({ className }) => classes.test(className)));
const readsHttp2 = perStack(({ frames }) => frames.some(({ className }) => reader.test(className)));
const callsInStep = perStack(({ frames }) =>
  frames.some(({ className, method }) => method === 'execute' && syncCall.test(className)),
);

/** Threads that each prove one client (or HTTP/2 connection), and how the number was found. */
type Proof = { readonly count: number; readonly threads: readonly Thread[] };

/** The object a thread waits on; for `Object.wait` without an address the monitor it took before. */
const waitAddress = (thread: Thread): string | undefined => {
  const waiting = thread.locks.find(
    ({ kind }) => kind === 'parking' || kind === 'waiting-on' || kind === 'waiting-to-relock',
  );
  return waiting?.address ?? thread.locks.find(({ kind }) => kind === 'locked')?.address;
};

/** Threads grouped by what they wait on; the first of each group is the proof. One without an address counts for nothing. */
const distinctWaits = (threads: readonly Thread[]): Proof => {
  const byAddress = new Map<string, Thread>();
  for (const thread of inFileOrder(threads)) {
    const address = waitAddress(thread);
    if (address !== undefined && !byAddress.has(address)) byAddress.set(address, thread);
  }
  return { count: byAddress.size, threads: [...byAddress.values()] };
};

/** A formatted or trimmed dump has no addresses at all: there every ConnectionPool thread is one client, by construction. */
const connectionPools = (dump: ThreadDump): Proof => {
  const threads = dump.threads.filter(({ name }) => name === 'OkHttp ConnectionPool');
  const byMonitor = distinctWaits(threads);
  return byMonitor.count > 0 ? byMonitor : { count: threads.length, threads };
};

const dispatchers = (dump: ThreadDump): Proof =>
  distinctWaits(dump.threads.filter((thread) => thread.name === 'OkHttp Dispatcher' && isIdle(thread)));

/** The host with the most readers. A client keeps one HTTP/2 connection per host, so different hosts prove nothing. */
const http2Readers = (dump: ThreadDump): Proof => {
  const byHost = new Map<string, Thread[]>();
  for (const thread of dump.threads) {
    if (!readsHttp2(thread.stack)) continue;
    const host = byHost.get(thread.name);
    if (host === undefined) byHost.set(thread.name, [thread]);
    else host.push(thread);
  }
  const [most] = [...byHost.values()].sort((a, b) => b.length - a.length);
  return { count: most?.length ?? 0, threads: most ?? [] };
};

const invisible = new MissingFact(
  ['thread-dump'],
  'OkHttp is in use, but synchronous HTTP/1.1 clients have no threads of their own: count okhttp3.OkHttpClient in a class histogram (jcmd PID GC.class_histogram)',
);

/** Enough to judge by threads alone, whatever else is invisible. */
const plenty = 10;

const clientCount = (dump: ThreadDump, count: number, present: boolean): number | MissingFact => {
  if (!present || count >= plenty) return count;
  const synchronous = stacksOf(dump).some(([stack]) => callsInStep(stack));
  return count === 0 || synchronous ? invisible : count;
};

/** Facts about OkHttp in the newest dump. Throws MissingFact without a dump. */
export const okhttpFacts = once((evidence: Evidence): ValueOf<typeof okhttpShape> => {
  const dump = newestDump(evidence);
  const proofs = [connectionPools(dump), dispatchers(dump), http2Readers(dump)] as const;
  const [best] = proofs.toSorted((a, b) => b.count - a.count) as [Proof];
  const present =
    dump.threads.some(({ name }) => name.startsWith('OkHttp ') || name === 'Okio Watchdog') ||
    stacksOf(dump).some(([stack]) => usesOkHttp(stack));
  return {
    present,
    clients: clientCount(dump, best.count, present),
    connectionPools: proofs[0].count,
    dispatchers: proofs[1].count,
    http2Connections: proofs[2].count,
    callsInFlight: dump.threads.filter(({ name }) => /^OkHttp https?:\/\//.test(name)).length,
    ...growthOf(evidence, best.threads),
    callers: callersOf(evidence, dump, usesOkHttp),
    source: sourceOf(dump, best.threads),
  };
});
