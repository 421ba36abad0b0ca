import { ClusterError, type Pod, type PodApi } from '../model/pod-api.ts';

/**
 * Nodes of these pods that are not ready: their kubelet does not answer, and an exec there would wait in vain. Empty where nodes may
 * not be read: a namespaced Role cannot grant it.
 */
export const lostNodes = async (
  api: PodApi,
  pods: readonly Pod[],
  signal: AbortSignal,
): Promise<ReadonlySet<string>> => {
  const [first, ...rest] = new Set(pods.flatMap(({ node }) => node ?? []));
  const lost = new Set<string>();
  if (first === undefined) return lost;
  const look = async (node: string): Promise<void> => {
    if (!(await api.isNodeReady(node, { signal }))) lost.add(node);
  };
  try {
    // Who may not read one may read none.
    await look(first);
    await Promise.all(rest.map(look));
  } catch (error) {
    if (!(error instanceof ClusterError) || error.code === 'aborted') throw error;
  }
  return lost;
};
