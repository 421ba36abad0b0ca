import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPatients } from '../../src/app/patients.ts';
import type { LiveTarget } from '../../src/model/target.ts';
import { localTransport } from '../../src/transport/local.ts';
import { type ApiServer, startApiServer } from '../kube/support/api-server.ts';

const podJson = (name: string, state: object = { running: {} }) => ({
  metadata: { name, namespace: 'shop', labels: { app: 'api' } },
  spec: { containers: [{ name: 'app' }] },
  status: { phase: 'Running', containerStatuses: [{ name: 'app', containerID: 'c://1', restartCount: 0, state }] },
});

let server: ApiServer;
beforeAll(async () => {
  server = await startApiServer();
});
afterAll(() => server.close());

const target: LiveTarget = { kind: 'pods', word: '-l app=api', which: { by: 'selector', selector: 'app=api' } };
const nobodyStops = new AbortController().signal;
const find = (pods: readonly object[]) => {
  server.script.current = { ...server.script.current, api: () => ({ status: 200, body: { items: pods } }) };
  const scope = { kubeconfig: server.kubeconfig(), requestTimeoutMs: 500 };
  return findPatients([target], localTransport(), scope, nobodyStops);
};

describe('several pods', () => {
  it('one that stalls or does not run never stops the others', async () => {
    server.script.current = { answer: { keepOpen: true } };
    const pods = [podJson('stalled'), podJson('waiting', { waiting: { reason: 'ImagePullBackOff' } }), podJson('slow')];
    const { patients, unreached } = await find(pods);
    expect(patients).toEqual([]);
    expect(unreached.map(({ target: word, reason }) => [word, reason])).toEqual([
      ['pod/stalled', expect.stringContaining('no answer in 500 ms')],
      ['pod/waiting', 'the pod is Running; container app is waiting (ImagePullBackOff)'],
      ['pod/slow', expect.stringContaining('no answer in 500 ms')],
    ]);
  });

  it('that may not be entered are said to be so, each with the reason of the server', async () => {
    const message = 'pods "a" is forbidden: User "eve" cannot get resource "pods/exec"';
    server.script.current = { handshake: { status: 403, body: JSON.stringify({ kind: 'Status', message }) } };
    const { unreached } = await find([podJson('a'), podJson('b')]);
    expect(unreached.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('User "eve" cannot get'),
      expect.stringContaining('User "eve" cannot get'),
    ]);
  });

  it('are a wrong request when there is no cluster, with the words that asked for one', async () => {
    const scope = { kubeconfig: '/no/such/file' };
    await expect(findPatients([target], localTransport(), scope, nobodyStops)).rejects.toThrow(
      '-l app=api: the kubeconfig /no/such/file cannot be used: no such file',
    );
  });
});
