import type { Frame, Stack } from '../../model/thread-dump.ts';
import { borrowOf } from '../pool/borrow.ts';
import { distributedLockWait } from '../thread/distributed-lock.ts';
import { isDriverFrame } from '../thread/frames.ts';
import { perStack } from '../thread/per-stack.ts';

/** Synchronous clients: below their frames a park or select is a wait for somebody else's answer. */
const clients =
  /(?:^|\.)(?:okhttp3|com\.squareup\.okhttp|org\.apache\.http|org\.apache\.hc|org\.apache\.commons\.httpclient|java\.net\.http|jdk\.internal\.net\.http|sun\.net\.www\.protocol|org\.springframework\.web\.client|feign|retrofit2|io\.grpc\.stub|io\.lettuce\.core|redis\.clients|org\.redisson|net\.spy\.memcached|org\.apache\.kafka\.clients|com\.rabbitmq\.client|com\.sun\.jndi|sun\.rmi\.transport|software\.amazon\.awssdk|com\.amazonaws\.http|org\.elasticsearch\.client|co\.elastic\.clients)\.|(?:^|\.)reactor\.core\.publisher\.(?:Mono|Flux|Blocking)/;

/** A read from the network: on top of the stack, in the JDK's own frames. */
const networkReads =
  /^(?:java\.net\.SocketInputStream\.(?:socketRead0?|read)|sun\.nio\.ch\.(?:Net\.poll|SocketDispatcher\.read\w*|NioSocketImpl\.\w+|SocketChannelImpl\.read)|org\.apache\.tomcat\.jni\.Socket\.recv\w*|java\.net\.(?:PlainSocketImpl|NioSocketImpl|AbstractPlainSocketImpl)\.\w*[cC]onnect\w*|sun\.nio\.ch\.Net\.connect\w*|java\.net\.Inet\w*AddressImpl\.lookupAllHostAddr)$/;
const waits =
  /^(?:(?:jdk\.internal\.misc|sun\.misc)\.Unsafe\.park|java\.lang\.Object\.wait0?|sun\.nio\.ch\.(?:EPoll\.wait|EPollArrayWrapper\.epollWait|KQueue\.poll|WEPoll\.wait|SelectorImpl\.\w+)|.*\.Native\.epollWait\w*)$/;

const nameOf = ({ className, method }: Frame): string => `${className}.${method}`;

/** How far down the answer's reader may stand below the wait. */
const nearFrames = 40;

const find = (stack: Stack): Frame | undefined => {
  const { frames } = stack;
  const top = frames.slice(0, 6).map(nameOf);
  const client = frames.slice(0, nearFrames).find((frame) => isDriverFrame(frame) || clients.test(frame.className));
  if (top.some((name) => networkReads.test(name))) return client ?? frames[0];
  // A wait for a client's own pool is a wait for another thread of this JVM, whatever the client; one for a shared lock is for its holder.
  if (borrowOf(stack) !== undefined || distributedLockWait(stack) !== undefined) return undefined;
  return client !== undefined && waits.test(top[0] ?? '') ? client : undefined;
};

/**
 * The frame by which a stack is known to wait for something outside of this JVM (a database, another service), or undefined: a
 * network read or connect, or a park or select beneath a driver or a synchronous client.
 */
export const remoteWaitFrame = perStack(find);
