import type { Evidence } from '../../model/evidence.ts';
import { boolean, list, MissingFact, number, object, source, string, type ValueOf } from '../../model/fact.ts';
import type { Thread } from '../../model/thread-dump.ts';
import { callersOf, inFileOrder, sourceOf } from './caller.ts';
import { indexesOf } from './family.ts';
import { familyGroups } from './group.ts';
import { growthFields, growthOf } from './growth.ts';
import { newestDump, once } from './judged.ts';
import { perStack } from './per-stack.ts';

const classes = /(?:^|\.)org\.apache\.kafka\.clients\./;
const producerClass = /(?:^|\.)org\.apache\.kafka\.clients\.producer\.KafkaProducer$/;
const consumerClass = /(?:^|\.)org\.apache\.kafka\.clients\.consumer\.(?:KafkaConsumer|internals\.\w*Consumer)$/;
const executor = /\.(?:ThreadPoolExecutor\$Worker|ForkJoinWorkerThread|ForkJoinPool)$/;

/** Clients of Kafka Streams: a producer, consumers and an admin client per stream thread belong together. */
const ofStreams = /StreamThread-\d+|GlobalStreamThread/;
/** The loop itself: it polls one consumer of the group, whose heartbeat carries the application's id alone. */
const streamLoop = /-StreamThread-\d+$/;

const clientShape = object(
  {
    kind: string('producer, consumer, admin client, or thread in send()'),
    count: number(
      'how many: consumers only those no living thread polls, threads in send() only bare ones, of no pool',
    ),
    highestIndex: number('highest number in a client id: how many were ever made'),
    ...growthFields,
    source: source('one of their threads'),
  },
  'Kafka clients of one kind, those of Kafka Streams left out',
);

export const kafkaShape = object(
  {
    present: boolean('some thread or stack is of the Kafka client'),
    clients: list(clientShape, 'by kind; a kind without any is left out'),
    pollers: number('threads that poll consumers'),
    callers: list(string('frame'), 'first application frames of the threads that use the Kafka client'),
  },
  'Kafka clients in the newest dump',
);

const usesKafka = perStack(({ frames }) => frames.some(({ className }) => classes.test(className)));
const polls = perStack(({ frames }) =>
  frames.some(({ className, method }) => method.startsWith('poll') && consumerClass.test(className)),
);
const sendsFromBareThread = perStack(
  ({ frames }) =>
    frames.some(({ className }) => producerClass.test(className)) &&
    !frames.some(({ className }) => executor.test(className)),
);

const isPoller = ({ name, stack }: Thread): boolean => /-C-\d+$/.test(name) || ofStreams.test(name) || polls(stack);

const named = (threads: readonly Thread[], prefix: string): readonly Thread[] =>
  threads.filter(({ name }) => name.startsWith(prefix) && !ofStreams.test(name));

/** What of Kafka stands in a dump's threads. A heartbeat starts with the group, so every consumer in a group has one. */
const clientsIn = (threads: readonly Thread[], workers: ReadonlySet<Thread>) => {
  const heartbeats = named(threads, 'kafka-coordinator-heartbeat-thread').concat(
    named(threads, 'consumer_background_thread'),
  );
  const pollers = threads.filter(isPoller);
  const own = pollers.filter(({ name }) => !ofStreams.test(name) || streamLoop.test(name)).length;
  return {
    producers: named(threads, 'kafka-producer-network-thread'),
    // Which of the heartbeats belong to the polled consumers cannot be told; the first ones are taken for theirs.
    orphans: inFileOrder(heartbeats).slice(own),
    admins: named(threads, 'kafka-admin-client-thread'),
    senders: threads.filter((thread) => !workers.has(thread) && sendsFromBareThread(thread.stack)),
    pollers: pollers.length,
  };
};

const noNumber = new MissingFact([], 'the client ids carry no number');

/** Facts about Kafka clients in the newest dump. Throws MissingFact without a dump. */
export const kafkaFacts = once((evidence: Evidence): ValueOf<typeof kafkaShape> => {
  const dump = newestDump(evidence);
  const workers = new Set(
    familyGroups(dump).flatMap(({ library, threads }) => (library?.bounded === 'server' ? threads : [])),
  );
  const clients = clientsIn(dump.threads, workers);
  const kinds = [
    ['producer', clients.producers],
    ['consumer', clients.orphans],
    ['admin client', clients.admins],
    ['thread in send()', clients.senders],
  ] as const;
  return {
    present: dump.threads.some(({ name, stack }) => name.startsWith('kafka-') || usesKafka(stack)),
    clients: kinds
      .filter(([, threads]) => threads.length > 0)
      .map(([kind, threads]) => {
        const numbers = threads.flatMap(({ name }) => indexesOf(name)?.last ?? []);
        return {
          kind,
          count: threads.length,
          highestIndex: numbers.length === 0 ? noNumber : Math.max(...numbers),
          ...growthOf(evidence, threads),
          source: sourceOf(dump, threads),
        };
      }),
    pollers: clients.pollers,
    callers: callersOf(evidence, dump, usesKafka),
  };
});
