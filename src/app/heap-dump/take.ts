import { randomBytes } from 'node:crypto';
import type { JournalEntry } from '../../model/capture.ts';
import { CollectError, type RungContext } from '../../model/probe.ts';
import { type Claim, TransportError } from '../../model/transport.ts';
import { attachReadiness } from '../../probe/attach/safety.ts';
import { askForDump, type DumpAnswer } from '../../probe/heap-dump/ask.ts';
import { jcmdReadiness } from '../../probe/jcmd/rung.ts';
import { presence } from '../../probe/proc/read.ts';
import { rootOf, type UsablePlace } from './place.ts';

/** A heap dump as the JVM left it, until it is removed or kept. */
export type Taken = Claim & {
  /** Path of the JVM, where the file lies until `remove`. */
  readonly path: string;
  /** The same as the transport sees it. */
  readonly seenAs: string;
  readonly pauseMs: number | null;
};

/** How the JVM can be asked: by its own socket, else by jcmd. Throws CollectError when neither is possible. Looks only. */
export const wayToDump = async (context: RungContext): Promise<'attach' | 'jcmd'> => {
  const { transport, identity } = context;
  const as = { uid: identity.effectiveUid, gid: identity.effectiveGid };
  const refusedUser = transport.cannotActAs?.(as);
  const reasons: string[] = [];
  if (transport.unixSocket === undefined) reasons.push(transport.without?.unixSocket ?? 'no UNIX sockets here');
  else if (refusedUser !== undefined) reasons.push(refusedUser);
  else {
    const readiness = await attachReadiness(context);
    if (readiness === 'usable') return 'attach';
    reasons.push(readiness.refused);
  }
  const readiness = await jcmdReadiness(context);
  if (readiness === 'usable') return 'jcmd';
  throw new CollectError('failed', [...new Set([...reasons, readiness.refused])].join('; '));
};

/** A context for what is no climb of a probe, with a journal of its own. */
export const rungContextOf = (
  context: Omit<RungContext, 'previous' | 'note'>,
): { readonly context: RungContext; readonly journal: readonly JournalEntry[] } => {
  const journal: JournalEntry[] = [];
  const note: RungContext['note'] = ({ startedAtMs, ...entry }) =>
    void journal.push({ at: new Date(startedAtMs).toISOString(), subject: context.subject, ...entry });
  return { context: { ...context, previous: [], note }, journal };
};

/** What the JVM may answer where it dumped nothing and another folder may do. */
const anotherPlace = /denied|No such file|Read-only|not permitted|ENOENT|EACCES|EROFS/i;

/**
 * Makes the JVM write its heap into the first of these folders that it can write to. The file is claimed before: it goes when
 * jdiag ends, whatever happens. Throws CollectError, TransportError.
 */
export const takeDump = async (
  context: RungContext,
  how: 'attach' | 'jcmd',
  places: readonly UsablePlace[],
  { live, gzip }: { readonly live: boolean; readonly gzip: boolean },
): Promise<Taken> => {
  const { transport } = context;
  const reasons: string[] = [];
  for (const { folder } of places) {
    const name = `.jdiag-${randomBytes(8).toString('hex')}.hprof${gzip ? '.gz' : ''}`;
    const path = `${folder === '/' ? '' : folder}/${name}`;
    const seenAs = `${rootOf(context)}${path}`;
    if (transport.claim === undefined)
      throw new CollectError('failed', `${transport.place}: no file of the JVM can be removed again`);
    const claim = await transport.claim(seenAs, { signal: context.signal });
    const startedAtMs = context.now();
    let answer: DumpAnswer;
    try {
      answer = await askForDump(context, how, { path, live, gzip });
    } catch (error) {
      await claim.remove();
      if ((await presence(context)) !== 'there')
        throw new CollectError('gone', 'the process ended while its heap was dumped');
      throw error;
    }
    if (answer.created) return { path, seenAs, pauseMs: answer.pauseMs ?? context.now() - startedAtMs, ...claim };
    await claim.remove();
    reasons.push(`${folder}: ${answer.reason}`);
    if (!anotherPlace.test(answer.reason)) break;
  }
  throw new CollectError('failed', `the JVM wrote no heap dump. ${reasons.join('; ')}`);
};

/** Length of the file as the JVM left it. Throws TransportError. */
export const sizeOf = async (context: RungContext, { seenAs }: Taken): Promise<number> => {
  const about = await context.transport.stat(seenAs, { signal: context.signal });
  if (about.kind === 'file' && about.sizeBytes > 0) return about.sizeBytes;
  throw new TransportError('failed', `${seenAs} is empty or no file: the dump was not written`);
};
