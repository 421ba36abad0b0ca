import { describe, expect, it } from 'vitest';
import { resolveTarget, resolveTargets } from '../../src/target/resolve.ts';

describe('words that mean something in a cluster', () => {
  it.each([
    ['pod/appr-api-1', { by: 'name', name: 'appr-api-1' }],
    ['po/appr.api', { by: 'name', name: 'appr.api' }],
    ['deploy/appr-api', { by: 'workload', workload: 'deployment', name: 'appr-api' }],
    ['sts/db', { by: 'workload', workload: 'statefulset', name: 'db' }],
    ['daemonset/agent', { by: 'workload', workload: 'daemonset', name: 'agent' }],
    ['job/nightly', { by: 'workload', workload: 'job', name: 'nightly' }],
  ])('%s', (word, which) => {
    expect(resolveTarget(word)).toEqual({ kind: 'pods', word, which });
  });

  it.each(['pod/', 'pod/a/b', 'deploy/UPPER', 'pod/../x', 'pod/-a'])('%s names nothing', (word) => {
    expect(() => resolveTarget(word)).toThrow(/names no/);
  });

  it('a word of another kind is a file that does not exist', () => {
    expect(() => resolveTarget('constructor/x')).toThrow('no such file or directory');
    expect(() => resolveTarget('podx/x')).toThrow('no such file or directory');
  });

  it('a selector is a target of its own, and JDIAG_TARGET then is not', () => {
    expect(resolveTargets([], { JDIAG_TARGET: 'pid/1' }, 'app=shop')).toEqual([
      { kind: 'pods', word: '-l app=shop', which: { by: 'selector', selector: 'app=shop' } },
    ]);
    expect(resolveTargets([], { JDIAG_TARGET: 'pod/shop-1' })).toHaveLength(1);
  });
});
