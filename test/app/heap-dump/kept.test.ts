import { describe, expect, it } from 'vitest';
import { keepDump } from '../../../src/app/heap-dump/kept.ts';
import type { ClusterScope } from '../../../src/app/patient.ts';
import { TransportError } from '../../../src/model/transport.ts';
import { scriptedTransport } from '../../../src/transport/scripted.ts';

const inside = { ...scriptedTransport({}), insideLimits: true as const };
const name = '/tmp/.jdiag-1.hprof.gz';

const keep = (target: string, scope: ClusterScope, path = name, renamed = '') =>
  keepDump(
    { target, transport: inside },
    { path, seenAs: `/proc/1/root${path}`, keep: async () => `/proc/1/root${path}${renamed}` },
    5,
    'f.hprof',
    scope,
  );

describe('a heap dump that could not be copied', () => {
  it.each<[string, string, ClusterScope, string]>([
    ['a pod', 'pod/appr-1', {}, 'kubectl exec pod/appr-1 --'],
    [
      'its namespace and container',
      'pod/appr-1 -n shop -c app',
      { namespace: 'no' },
      'kubectl exec pod/appr-1 -n shop -c app --',
    ],
    ['one of several JVMs', 'pod/appr-1 -c app pid 7', {}, 'kubectl exec pod/appr-1 -c app --'],
    [
      'the flags of the run',
      'pod/appr-1',
      { namespace: 'shop', container: 'app', context: 'prod eu', kubeconfig: '/k', as: 'me' },
      "kubectl exec pod/appr-1 --kubeconfig /k --context 'prod eu' --as me -n shop -c app --",
    ],
  ])('is fetched and deleted by kubectl: %s', async (_title, target, scope, exec) => {
    expect(await keep(target, scope)).toEqual({
      path: name,
      bytes: 5,
      fetch: `${exec} cat ${name} > f.hprof.gz`,
      remove: `${exec} rm ${name}`,
    });
  });

  it('has another name where its connection was gone already', async () => {
    expect(await keep('pod/a', {}, name, '.kept')).toMatchObject({ remove: `kubectl exec pod/a -- rm ${name}.kept` });
  });

  it('of this machine lies where this machine sees it', async () => {
    const transport = scriptedTransport({});
    const seenAs = '/proc/7/root/tmp/a b.hprof';
    const taken = { path: '/tmp/a b.hprof', seenAs, keep: async () => seenAs };
    expect(await keepDump({ target: 'pid/7', transport }, taken, 5, 'f.hprof', {})).toEqual({
      path: seenAs,
      bytes: 5,
      fetch: `cp '${seenAs}' f.hprof`,
      remove: `rm '${seenAs}'`,
    });
  });

  it('that is lost is said to be lost', async () => {
    const lost = async () => {
      throw new TransportError('gone', 'the container ended');
    };
    const taken = { path: name, seenAs: name, keep: lost };
    expect(await keepDump({ target: 'pod/a', transport: inside }, taken, 5, 'f.hprof', {})).toContain(
      'could not be kept on the target either, and is removed there: the container ended',
    );
  });
});
