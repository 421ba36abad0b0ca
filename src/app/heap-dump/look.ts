import { ClusterError } from '../../model/pod-api.ts';
import { object } from '../../parse/pod/json.ts';
import { roomOf } from '../../probe/headroom/room.ts';
import { heapMaxBytes } from '../../probe/histogram/note.ts';
import { heapBytes } from '../../probe/histogram/pause.ts';
import { readOwnCounters } from '../../probe/perf/locate.ts';
import type { Patient } from '../patient.ts';
import type { Circumstances } from './blast-radius.ts';
import { podLimits } from './pod-limits.ts';

type PodPart = Pick<Circumstances, 'pod' | 'podUnknown'>;

/** What the cluster says of the container; nothing for a JVM of this machine. */
const podPart = async ({ evidence }: Patient, signal: AbortSignal): Promise<PodPart> => {
  if (evidence === undefined) return {};
  try {
    const bytes = await evidence({ signal });
    const { containers } = object(object(JSON.parse(new TextDecoder().decode(bytes)))['jdiag']);
    const [container] = Array.isArray(containers) ? containers : [];
    const pod = podLimits(bytes, String(container));
    return pod === undefined ? { podUnknown: 'its answer holds no pod' } : { pod };
  } catch (error) {
    if (!(error instanceof ClusterError) || error.code === 'aborted') throw error;
    return { podUnknown: error.message };
  }
};

/** What can be known of the JVM and around it without asking it for anything. Looks only. */
export const lookAround = async (patient: Patient, signal: AbortSignal): Promise<Circumstances> => {
  const where = { transport: patient.transport, identity: patient.jvm.identity, signal };
  const used = await heapBytes(where);
  const maximum = heapMaxBytes(await readOwnCounters(where));
  const { cpuCores, memoryBytes } = await roomOf(where);
  return {
    ...(used === undefined ? {} : { heapUsedBytes: used }),
    ...(maximum === undefined ? {} : { heapMaxBytes: maximum }),
    ...(cpuCores === undefined ? {} : { cpuCores }),
    ...(memoryBytes === undefined ? {} : { memoryLeftBytes: memoryBytes }),
    ...(await podPart(patient, signal)),
  };
};
