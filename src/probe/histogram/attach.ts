import type { Collected, Cost } from '../../model/capture.ts';
import type { Rung } from '../../model/probe.ts';
import { askBuffered } from '../attach/ask.ts';
import { openListener } from '../attach/open.ts';
import { attachReadiness } from '../attach/safety.ts';
import { assessHistogram } from './assess.ts';
import { noteLine, noteMoment } from './note.ts';
import { walkPauseMs } from './pause.ts';

/** A full collection of a big heap takes minutes; nobody else can attach meanwhile. */
const answerTimeoutMs = { live: 600_000, all: 120_000 } as const;
const maxBytes = 64 * 1024 * 1024;

export const fullGc = {
  name: 'full-gc',
  consequence: 'it forces a full collection, which stops the JVM for 2 to 10 s for each GB it keeps',
} as const;

export const collectedOf = (
  text: Uint8Array,
  about: { readonly head: string; readonly how: string; readonly cost: Cost; readonly takenAtMs: number },
): Collected => {
  const problems = assessHistogram(text);
  return {
    kind: 'histogram',
    ext: 'txt',
    how: about.how,
    cost: about.cost,
    takenAtMs: about.takenAtMs,
    outcome: problems.length === 0 ? 'ok' : 'partial',
    bytes: Buffer.concat([Buffer.from(about.head), text]),
    problems,
  };
};

/** The JVM's own attach socket: `inspectheap`, the command behind jmap -histo. */
export const attachHistogram = (live: boolean): Rung => {
  const cost = live ? 'full-gc' : 'safepoint';
  return {
    name: 'attach',
    cost,
    leaves: 'nothing',
    does: `ask the JVM over its attach socket for inspectheap ${live ? '-live (a full collection)' : '-all'}`,
    ...(live ? { allow: fullGc } : { estimatedPauseMs: walkPauseMs }),
    precondition: async (context) => {
      const { transport, identity } = context;
      if (transport.unixSocket === undefined)
        return { refused: transport.without?.unixSocket ?? `no UNIX sockets on ${transport.place}` };
      const refused = transport.cannotActAs?.({ uid: identity.effectiveUid, gid: identity.effectiveGid });
      return refused === undefined ? attachReadiness(context) : { refused };
    },
    collect: async (context) => {
      const listener = await openListener(context);
      const { note } = await noteMoment(context);
      const takenAtMs = context.now();
      const option = live ? '-live' : '-all';
      const timeoutMs = answerTimeoutMs[live ? 'live' : 'all'];
      const options = { action: `inspectheap ${option}`, cost, timeoutMs, maxBytes } as const;
      const text = await askBuffered(context, listener, 'inspectheap', [option], options);
      return collectedOf(text, { head: noteLine(live, note), how: 'attach', cost, takenAtMs });
    },
  };
};
