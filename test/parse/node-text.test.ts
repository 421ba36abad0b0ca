import { describe, expect, it } from 'vitest';
import type { PodEvidence } from '../../src/model/pod-evidence.ts';
import { nodeReader } from '../../src/parse/node-text/reader.ts';
import format from '../../src/parse/node-text.ts';
import podText from '../../src/parse/pod-text.ts';
import { head } from './read.ts';

const described = `Name:               node-7
Roles:              worker
CreationTimestamp:  Mon, 01 Sep 2025 08:00:00 +0000
Unschedulable:      true
Conditions:
  Type                 Status  LastHeartbeatTime                 LastTransitionTime                Reason                       Message
  ----                 ------  -----------------                 ------------------                ------                       -------
  MemoryPressure       True    Thu, 20 Nov 2025 14:07:20 +0000   Thu, 20 Nov 2025 14:01:10 +0000   KubeletHasInsufficientMemory   kubelet has insufficient memory available
  Ready                True    Thu, 20 Nov 2025 14:07:20 +0000   Mon, 01 Sep 2025 08:01:00 +0000   KubeletReady                 kubelet is posting ready status
Events:
  Type     Reason                Age   From     Message
  ----     ------                ----  ----     -------
  Warning  SystemOOM             5m    kubelet  System OOM encountered, victim process: java, pid: 4711
`;
const table = `NAME     STATUS                     ROLES    AGE   VERSION
node-1   Ready                      worker   80d   v1.20.15
node-2   Ready,SchedulingDisabled   <none>   80d   v1.20.15
node-7   NotReady                   worker   80d   v1.20.15
`;

const read = (text: string): readonly PodEvidence[] => {
  const reader = nodeReader('a');
  for (const [i, line] of text.split('\n').entries()) reader.line(line, i + 1);
  return reader.nodes(undefined);
};

describe('what kubectl prints of nodes', () => {
  it('a description has conditions, events and a clock', () => {
    const [node] = read(described);
    expect(node).toMatchObject({
      node: 'node-7',
      takenAtMs: Date.UTC(2025, 10, 20, 14, 7, 20),
      nodeEvidence: {
        unschedulable: true,
        conditions: [{ type: 'MemoryPressure', status: 'True' }, { type: 'Ready' }],
      },
      events: [{ reason: 'SystemOOM', lastAtMs: Date.UTC(2025, 10, 20, 14, 2, 20) }],
    });
  });

  it('a table has a node in each row', () => {
    const nodes = read(table);
    const ready = nodes.map(({ nodeEvidence }) => nodeEvidence?.conditions[0]?.status);
    expect([nodes.map(({ name }) => name), ready]).toEqual([
      ['node-1', 'node-2', 'node-7'],
      ['True', 'True', 'False'],
    ]);
    expect(nodes[1]?.nodeEvidence?.unschedulable).toBe(true);
  });

  it('is not taken for text of pods, nor the other way round', () => {
    for (const text of [described, table])
      expect([format, podText].map((one) => one.recognise(head(text)))).toEqual(['certain', 'no']);
    const pods = 'NAME    READY   STATUS    RESTARTS   AGE\nappr-1  1/1     Running   0          3h\n';
    expect([format, podText].map((one) => one.recognise(head(pods)))).toEqual(['no', 'certain']);
  });

  it('cut anywhere tells what came before', () => {
    for (let end = 0; end < described.length; end += 37)
      for (const { name } of read(described.slice(0, end))) expect(name).toBe('node-7');
  });
});
