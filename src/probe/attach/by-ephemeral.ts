import { CollectError, type Rung, type RungContext } from '../../model/probe.ts';
import { reasonOf } from '../proc/read.ts';
import { attachReadiness } from './safety.ts';

/** The container beside it, with a program that speaks over sockets in it. */
const enter = async (context: RungContext): Promise<RungContext> => {
  const { transport, identity, signal, note } = context;
  if (transport.beside === undefined) throw new CollectError('failed', `nothing can be put beside ${transport.place}`);
  const startedAtMs = context.now();
  let outcome = 'it runs';
  try {
    const beside = await transport.beside({ uid: identity.effectiveUid, gid: identity.effectiveGid }, { signal });
    // Its own file system: what is put there is nobody else's.
    if (beside.unixSocket === undefined) await beside.injectHelper?.({ signal });
    return { ...context, transport: beside };
  } catch (error) {
    outcome = reasonOf(error);
    throw error;
  } finally {
    const action = `add an ephemeral container to the pod, as uid ${identity.effectiveUid} gid ${identity.effectiveGid}`;
    note({ startedAtMs, action, outcome, durationMs: context.now() - startedAtMs, cost: 'none', leaves: 'permanent' });
  }
};

/** The same way from a container beside the JVM's, for images in which nothing can be run. */
export const byEphemeral = (rung: Rung): Rung => ({
  ...rung,
  name: 'ephemeral-container',
  leaves: 'permanent',
  does: `add a container with --image to the pod, with the user of the JVM and its processes in view; in it: ${rung.does ?? rung.name}`,
  allow: {
    name: 'ephemeral-container',
    consequence: 'it adds a container to the pod that ends after the run and stays in its spec',
  },
  precondition: async (context) => {
    const { transport, identity } = context;
    const stranger = transport.cannotActAs?.({ uid: identity.effectiveUid, gid: identity.effectiveGid });
    if (transport.unixSocket !== undefined && stranger === undefined)
      return { refused: 'not needed: sockets can be asked without it', unneeded: true };
    // It stays for good: never for a JVM that cannot be attached to from there either.
    const readiness = await attachReadiness(context);
    if (readiness !== 'usable' || transport.beside !== undefined) return readiness;
    return {
      refused: transport.without?.beside ?? `nothing can be put beside ${transport.place}`,
      ...(transport.without?.beside === undefined ? {} : { need: '--image IMAGE --allow ephemeral-container' }),
    };
  },
  collect: async (context) => {
    const inside = await enter(context);
    const readiness = await attachReadiness(inside);
    if (readiness !== 'usable') throw new CollectError('failed', readiness.refused);
    return { ...(await rung.collect(inside)), how: 'ephemeral-container' };
  },
});
