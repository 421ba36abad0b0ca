import { setTimeout as delay } from 'node:timers/promises';
import { CollectError, type RungContext } from '../../model/probe.ts';
import { TransportError } from '../../model/transport.ts';
import { presence, reasonOf } from '../proc/read.ts';
import { findListener, type Listener } from './listener.ts';
import { cannotAnswer } from './safety.ts';

/** How long the JVM may take to open its socket; then jdiag stops and never asks again. */
const listenerTimeoutMs = 10_000;

const timeoutOf = (context: RungContext): number => context.timeoutMs ?? listenerTimeoutMs;

/**
 * After Ctrl-C the trigger file stays for this long: a JVM that gets the SIGQUIT and finds no file prints a whole dump
 * into its log. 5 to 12 ms are usual.
 */
const graceMs = 100;

/** Creates `.attach_pidN` where the JVM looks: its working directory, then /tmp. */
const createTrigger = async (context: RungContext): Promise<{ path: string; remove: () => Promise<void> }> => {
  const { transport, identity } = context;
  const { pid, nsPid, effectiveUid: uid, effectiveGid: gid } = identity;
  if (transport.createEmpty === undefined)
    throw new CollectError('failed', `no files can be created on ${transport.place}`);
  const failures: string[] = [];
  for (const folder of [`/proc/${pid}/cwd`, `/proc/${pid}/root/tmp`]) {
    const path = `${folder}/.attach_pid${nsPid}`;
    try {
      return { path, remove: await transport.createEmpty(path, { uid, gid }) };
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      failures.push(error.message);
    }
  }
  throw new CollectError('failed', `the trigger file of the attach cannot be created: ${failures.join('; ')}`);
};

/** Waits for the JVM's own socket. `undefined`: it did not come in time, or the user gave up. */
const waitForListener = async (context: RungContext): Promise<Exclude<Listener, 'none'> | undefined> => {
  // The grace after an abort needs reads that the signal does not cut off.
  const place = { ...context, signal: new AbortController().signal };
  const startedAt = performance.now();
  let abortedAt: number | undefined;
  for (let waitMs = 2; ; waitMs = Math.min(waitMs * 1.5, 50)) {
    const listener = await findListener(place);
    if (listener !== 'none') return listener;
    const now = performance.now();
    if (context.signal.aborted) abortedAt ??= now;
    if (now - startedAt > timeoutOf(context) || (abortedAt !== undefined && now - abortedAt > graceMs))
      return undefined;
    if ((await presence(context)) !== 'there')
      throw new CollectError('gone', 'the process ended while it was attached to');
    await delay(waitMs);
  }
};

/** What the missing answer means for the user and for the JVM's log. */
const whyNoListener = async (context: RungContext): Promise<string> => {
  const waited = `the JVM opened no attach socket within ${timeoutOf(context) / 1000} s; not tried again`;
  const stuck = await cannotAnswer(context);
  return stuck === undefined
    ? `${waited}. Its heap may be full, or attaching disabled; it may have printed a thread dump into its log instead`
    : `${waited}. Meanwhile ${stuck}`;
};

/** Makes the JVM start its listener: trigger file, one SIGQUIT, wait. The file is gone afterwards whatever happens. */
const startListener = async (context: RungContext): Promise<string> => {
  const { transport, identity, note } = context;
  if (transport.signal === undefined) throw new CollectError('failed', `no signals can be sent on ${transport.place}`);
  const startedAtMs = context.now();
  const trigger = await createTrigger(context);
  let outcome = 'not sent';
  try {
    context.signal.throwIfAborted();
    await transport.signal(identity.pid, 'SIGQUIT');
    const listener = await waitForListener(context);
    outcome = listener === undefined ? 'no socket' : 'listening';
    if (context.signal.aborted) throw new CollectError('aborted', 'interrupted');
    if (listener === undefined) throw new CollectError('failed', await whyNoListener(context));
    if ('unusable' in listener) throw new CollectError('failed', listener.unusable);
    return listener.path;
  } catch (error) {
    if (outcome === 'not sent') outcome = reasonOf(error);
    throw error;
  } finally {
    await trigger.remove();
    const durationMs = context.now() - startedAtMs;
    const action = `create and remove ${trigger.path}, SIGQUIT to pid ${identity.pid}`;
    const leaves = outcome === 'no socket' ? 'log-output' : 'nothing';
    note({ startedAtMs, action, outcome, durationMs, cost: 'none', leaves });
  }
};

/** Path of the JVM's attach socket; starts the listener when there is none yet. */
export const openListener = async (context: RungContext): Promise<string> => {
  const listener = await findListener(context);
  if (listener === 'none') return startListener(context);
  if ('unusable' in listener) throw new CollectError('failed', listener.unusable);
  return listener.path;
};
