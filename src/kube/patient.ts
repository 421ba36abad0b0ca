import { setTimeout as delay } from 'node:timers/promises';
import { ClusterError, type Pod, type PodContainer } from '../model/pod-api.ts';

/** The kubelet notices within a second or two that a container ended. */
const looks = 4;
const betweenMs = 700;

const endWords = ({ reason, exitCode, signal }: NonNullable<PodContainer['end']>): string =>
  [reason, signal === undefined || signal === 0 ? `exit code ${exitCode}` : `signal ${signal}`]
    .filter((part) => part !== undefined)
    .join(', ');

/** Why the container is not the one that was met before; undefined when it still is. */
export const deathOf = (before: PodContainer, now: Pod): string | undefined => {
  const container = now.containers.find(({ name }) => name === before.name);
  if (container === undefined) return 'its pod has no such container any more';
  if (container.state === 'terminated' && container.end !== undefined) {
    return `the container died (${endWords(container.end)})`;
  }
  const replaced = container.containerId !== before.containerId || container.restartCount !== before.restartCount;
  if (!replaced) return undefined;
  const how = container.lastEnd === undefined ? '' : ` (${endWords(container.lastEnd)})`;
  return `the container died${how} and was started again`;
};

/**
 * A command that ended with 137, or without any status, may have died with its container: only the state of the pod tells.
 * `undefined`: the container lives, or the cluster cannot be asked.
 */
export const whyDied = async (
  before: PodContainer,
  look: () => Promise<Pod>,
  signal?: AbortSignal,
): Promise<string | undefined> => {
  for (let index = 0; index < looks && !signal?.aborted; index++) {
    if (index > 0) await delay(betweenMs);
    try {
      const death = deathOf(before, await look());
      if (death !== undefined) return death;
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      if (error.code === 'not-found') return 'the pod was deleted';
      return undefined;
    }
  }
  return undefined;
};
