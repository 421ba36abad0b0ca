import type { Frame, Stack, Thread } from '../../model/thread-dump.ts';
import { isJdkFrame } from '../thread/frames.ts';
import { perStack } from '../thread/per-stack.ts';
import { lockUse } from './use.ts';

/** A thread that cannot go on because of its own log statement. */
export type LoggingWait = {
  readonly library: string;
  /** `RollingFileAppender`: the most telling class below the wait; log4j 1 waits above its appenders. */
  readonly appender?: string;
  /** A lock somebody writes under, or the full queue of an asynchronous appender. */
  readonly how: 'lock' | 'queue';
  /** The logging frame that waits. */
  readonly at: Frame;
};

const libraries: readonly (readonly [RegExp, string])[] = [
  [/(?:^|\.)ch\.qos\.logback\./, 'logback'],
  [/(?:^|\.)org\.apache\.logging\.log4j\./, 'log4j 2'],
  [/(?:^|\.)org\.apache\.log4j\./, 'log4j 1'],
  [/^java\.util\.logging\.|^org\.apache\.juli\./, 'java.util.logging'],
  [/^org\.jboss\.logmanager\./, 'JBoss LogManager'],
  [/^java\.io\.PrintStream$|^java\.lang\.Throwable\$WrappedPrintStream$/, 'console'],
];

const libraryOf = (className: string): string | undefined =>
  libraries.find(([pattern]) => pattern.test(className))?.[1];

/** Queues and ring buffers an asynchronous appender is built on. */
const isPlumbing = (frame: Frame): boolean =>
  isJdkFrame(frame) || /(?:^|\.)(?:com\.lmax\.disruptor|org\.jctools|com\.conversantmedia)\./.test(frame.className);

const simpleName = (className: string): string =>
  className.slice(Math.max(className.lastIndexOf('.'), className.lastIndexOf('$')) + 1);
const baseAppenders =
  /^(?:Unsynchronized)?AppenderBase$|^OutputStreamAppender$|^AppenderAttachableImpl$|^AppenderSkeleton$|^WriterAppender$|^AbstractAppender$|^AbstractOutputStreamAppender$/;

/** The most concrete appender or handler among the frames of one stack. */
export const appenderIn = (frames: readonly Frame[]): string | undefined => {
  const named = frames
    .map(({ className }) => simpleName(className))
    .filter((name) => /(?:Appender|Handler|Manager)(?:Base|Impl|Skeleton)?$/.test(name));
  return (
    named.find((name) => /Appender$/.test(name) && !baseAppenders.test(name)) ??
    named.find((name) => !baseAppenders.test(name) && /Handler$/.test(name)) ??
    named[0]
  );
};

const isLoggingOrJdk = (frame: Frame): boolean => libraryOf(frame.className) !== undefined || isJdkFrame(frame);
const isLogStatement = ({ className, method }: Frame): boolean =>
  /(?:Logger|Category|PrintStream)$/.test(className) || method.startsWith('print');
const isFullQueue = ({ className, method }: Frame): boolean =>
  /Queue|Sequencer|RingBuffer|Disruptor/.test(className) && /^(?:put|offer|next|publish|transfer)/.test(method);

type Place = Omit<LoggingWait, 'how'> & { readonly queueFull: boolean };

const find = (stack: Stack): Place | undefined => {
  const { frames } = stack;
  let at = 0;
  while (at < frames.length && isPlumbing(frames[at]!) && libraryOf(frames[at]!.className) === undefined) at++;
  const frame = frames[at];
  const library = frame === undefined ? undefined : libraryOf(frame.className);
  if (frame === undefined || library === undefined) return undefined;
  let end = at;
  while (end + 1 < frames.length && isLoggingOrJdk(frames[end + 1]!)) end++;
  const own = frames.slice(at, end + 1);
  // The logging library's own writer thread: its work is to wait.
  const bottom = frames.at(-1)!;
  if (bottom.className === 'java.lang.Thread' && end === frames.length - 1 && !own.some(isLogStatement))
    return undefined;
  const appender = appenderIn(own);
  return {
    library,
    ...(appender === undefined ? {} : { appender }),
    at: frame,
    queueFull: /^Async/.test(simpleName(frame.className)) || frames.slice(0, at).some(isFullQueue),
  };
};

const placeOf = perStack(find);

/** How a thread waits in its logging, or undefined. One that writes is no waiter. */
export const loggingWait = (thread: Thread): LoggingWait | undefined => {
  if (thread.state === 'RUNNABLE' || thread.state === undefined) return undefined;
  const place = placeOf(thread.stack);
  if (place === undefined) return undefined;
  const { queueFull, ...wait } = place;
  if (lockUse(thread).want !== undefined) return { ...wait, how: 'lock' };
  return queueFull ? { ...wait, how: 'queue' } : undefined;
};
