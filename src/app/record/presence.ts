import { ClusterError, type PodContainer } from '../../model/pod-api.ts';
import { TransportError } from '../../model/transport.ts';
import { presence } from '../../probe/proc/read.ts';
import type { StepContext } from '../collect/context.ts';

type Presence = { readonly step: StepContext } | 'ended' | { readonly cut: string };

/** After a reading that brought nothing: the JVM is gone, or only the way to it is. */
export const lookAgain = async (
  step: StepContext,
  first: PodContainer | undefined,
  signal: AbortSignal,
): Promise<Presence> => {
  const { patient } = step;
  if (patient.watch === undefined || patient.reopen === undefined) {
    const where = await presence({ transport: patient.transport, identity: patient.jvm.identity });
    return where === 'there' ? { cut: '/proc could not be read' } : 'ended';
  }
  try {
    const { container } = await patient.watch({ signal });
    if (container?.state !== 'running' || container.containerId !== first?.containerId) return 'ended';
    const there = await patient.reopen(signal);
    const same = there?.jvm.identity.startTicks === patient.jvm.identity.startTicks;
    return same && there !== undefined ? { step: { ...step, patient: { ...patient, ...there } } } : 'ended';
  } catch (error) {
    if (error instanceof ClusterError && error.code === 'not-found') return 'ended';
    if (error instanceof ClusterError || error instanceof TransportError) return { cut: error.message };
    throw error;
  }
};
