import type { Pod, PodContainer } from '../../../src/model/pod-api.ts';

export const container = (changes: Partial<PodContainer> = {}): PodContainer => ({
  name: 'app',
  image: 'shop/app:1',
  command: [],
  state: 'running',
  containerId: 'containerd://1',
  restartCount: 0,
  ...changes,
});

export const pod = (changes: Partial<Pod> = {}): Pod => ({
  namespace: 'shop',
  name: 'shop-api-6d565fdcfd-2pb8c',
  labels: {},
  annotations: {},
  phase: 'Running',
  containers: [container()],
  ...changes,
});
