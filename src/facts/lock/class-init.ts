import { list, MissingFact, object, source, string, type ValueOf } from '../../model/fact.ts';
import type { Thread, ThreadDump, ThreadSeries } from '../../model/thread-dump.ts';
import { frameText } from '../thread/frames.ts';
import { threadLabel } from './name.ts';

const classInitShape = object(
  {
    thread: string('name of the waiting thread'),
    className: string('class whose initialisation it waits for'),
    initializer: string('thread that runs the static initialiser of that class'),
    initializerAt: string('the top frame of that thread'),
    source: source(),
  },
  'a thread that waits for the static initialiser of a class',
);

export type ClassInitWait = ValueOf<typeof classInitShape>;

/** JDK 17 and later say which class; before, a RUNNABLE thread in Object.wait() beneath a static initialiser is all there is. */
export const classInitWaitOf = (thread: Thread): string | undefined | 'unknown' => {
  const line = thread.locks.find(({ kind }) => kind === 'class-init');
  if (line !== undefined) return line.className ?? 'unknown';
  const [top] = thread.stack.frames;
  const inWait = thread.state === 'RUNNABLE' && /in Object\.wait\(\)/.test(thread.stateText ?? '');
  if (!inWait || (top?.className === 'java.lang.Object' && top.method.startsWith('wait'))) return undefined;
  return thread.stack.frames.some(({ method }) => method === '<clinit>') ? 'unknown' : undefined;
};

/** The other thread that runs the static initialiser of a class. */
export const initializerOf = (dump: ThreadDump, thread: Thread, className: string): Thread | undefined =>
  dump.threads.find(
    (other) =>
      other !== thread &&
      other.stack.frames.some((frame) => frame.method === '<clinit>' && frame.className === className),
  );

const factOf = (dump: ThreadDump, thread: Thread, className: string): ClassInitWait => {
  const initializer = initializerOf(dump, thread, className);
  const top = initializer?.stack.frames[0];
  const none = new MissingFact(['thread-dump'], 'the thread that initialises the class does not stand in the dump');
  return {
    thread: threadLabel(thread),
    className:
      className === 'unknown'
        ? new MissingFact(['thread-dump'], 'before JDK 17 a dump does not name the class')
        : className,
    initializer: initializer === undefined ? none : threadLabel(initializer),
    initializerAt: top === undefined ? none : frameText(top),
    source: { artifact: dump.artifactId, line: thread.line, endLine: thread.endLine },
  };
};

/** Waits for class initialisation in the newest dump. They are no lock waits and no part of a deadlock the JVM would report. */
export const classInitWaits = (series: ThreadSeries): readonly ClassInitWait[] => {
  const dump = series.dumps.at(-1);
  if (dump === undefined) return [];
  return dump.threads.flatMap((thread) => {
    const className = classInitWaitOf(thread);
    return className === undefined ? [] : [factOf(dump, thread, className)];
  });
};

export const classInitList = list(classInitShape, 'threads that wait for a static initialiser, in the newest dump');
