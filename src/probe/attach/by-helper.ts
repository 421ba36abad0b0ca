import type { Rung, RungContext } from '../../model/probe.ts';
import { TransportError } from '../../model/transport.ts';
import { reasonOf } from '../proc/read.ts';
import { attachReadiness } from './safety.ts';

const putHelper = async (context: RungContext): Promise<void> => {
  const { transport, signal, note } = context;
  if (transport.injectHelper === undefined) throw new TransportError('failed', `no helper on ${transport.place}`);
  const startedAtMs = context.now();
  let action = 'put the helper into the container';
  let outcome = 'there until the end of the run';
  try {
    const { path, sha256 } = await transport.injectHelper({ signal });
    action = `${action}: ${path}, sha256 ${sha256}`;
  } catch (error) {
    outcome = reasonOf(error);
    throw error;
  } finally {
    note({ startedAtMs, action, outcome, durationMs: context.now() - startedAtMs, cost: 'none', leaves: 'temp-file' });
  }
};

/** The same way over the attach socket, by a program of ours where the image has none that speaks over sockets. */
export const byHelper = (rung: Rung): Rung => ({
  ...rung,
  name: `${rung.name}-helper`,
  leaves: 'temp-file',
  does: `write a static program of ours (about 1 KB, its sha256 goes into the journal) into /tmp, remove it at the end; ${rung.does ?? rung.name}`,
  allow: {
    name: 'inject-helper',
    consequence: 'it puts a program of ours into the container until the end of the run: security sensors may alarm',
  },
  precondition: async (context) => {
    const { transport, identity } = context;
    if (transport.injectHelper === undefined && transport.unixSocket !== undefined)
      return { refused: 'not needed: sockets can be asked without it', unneeded: true };
    if (transport.injectHelper === undefined)
      return { refused: transport.without?.unixSocket ?? `nothing can be put into ${transport.place}` };
    const refused = transport.cannotActAs?.({ uid: identity.effectiveUid, gid: identity.effectiveGid });
    return refused === undefined ? attachReadiness(context) : { refused };
  },
  collect: async (context) => {
    await putHelper(context);
    return { ...(await rung.collect(context)), how: `${rung.name}-helper` };
  },
});
