import { describe, expect, it } from 'vitest';
import { attachReadiness } from '../../src/probe/attach/safety.ts';
import { threadHeadroom } from '../../src/probe/headroom/limits.ts';
import { dumpMemory } from '../../src/probe/headroom/memory.ts';
import { scriptedTransport } from '../../src/transport/scripted.ts';
import { contextOn, type Files, machine, statusText } from './support/scene.ts';

const mebibyte = 1024 * 1024;

/**
 * What exec sees in a pod on a node with cgroup v2: a cgroup namespace of its own in which its cgroup is the root, mounted
 * read-only; the pod's cgroup above it cannot be seen.
 */
const pod = (files: Files = {}): Files => ({
  '/proc/self/ns/pid': { link: 'pid:[4026532801]' },
  '/proc/self/ns/cgroup': { link: 'cgroup:[4026532804]' },
  '/proc/self/mountinfo':
    '900 800 0:90 / / rw - overlay overlay rw\n901 900 0:91 / /proc rw - proc proc rw\n905 900 0:26 / /sys/fs/cgroup ro,nosuid,nodev,noexec,relatime - cgroup2 cgroup rw\n',
  '/proc/100/mountinfo':
    '900 800 0:90 / / rw - overlay overlay rw\n905 900 0:26 / /sys/fs/cgroup ro - cgroup2 cgroup rw\n',
  '/proc/100/cgroup': '0::/\n',
  '/sys/fs/cgroup/pids.max': '100\n',
  '/sys/fs/cgroup/pids.current': '40\n',
  '/sys/fs/cgroup/memory.max': `${256 * mebibyte}\n`,
  '/sys/fs/cgroup/memory.current': `${128 * mebibyte}\n`,
  '/sys/fs/cgroup/memory.stat': `anon ${100 * mebibyte}\nfile ${28 * mebibyte}\nshmem 0\n`,
  ...files,
});

const contextIn = (files: Files) => contextOn(scriptedTransport({ files: machine(pod(files)) }));
const words = (readiness: Awaited<ReturnType<typeof threadHeadroom>>): string =>
  readiness === 'usable' ? readiness : readiness.refused;

describe('threads in a pod with cgroup v2', () => {
  it.each<[string, Files, RegExp]>([
    ['with room', {}, /^usable$/],
    [
      'at the limit of the kubelet',
      { '/sys/fs/cgroup/pids.current': '95\n' },
      /95 of 100 used of \/sys\/fs\/cgroup\/pids\.max, 32 must be free/,
    ],
    ['without a limit', { '/sys/fs/cgroup/pids.max': 'max\n', '/sys/fs/cgroup/pids.current': '9000\n' }, /^usable$/],
    [
      'where the count cannot be read',
      { '/sys/fs/cgroup/pids.current': { fails: 'denied' } },
      /pids\.current cannot be read/,
    ],
    ['where the limit cannot be read', { '/sys/fs/cgroup/pids.max': { fails: 'denied' } }, /is not known/],
    [
      'where namespaces cannot be looked at',
      { '/proc/self/ns/cgroup': { fails: 'failed' }, '/sys/fs/cgroup/pids.current': '95\n' },
      /95 of 100 used/,
    ],
  ])('%s', async (_title, files, expected) => {
    expect(words(await threadHeadroom(contextIn(files)))).toMatch(expected);
  });

  it('at the limit are not made one more by an attach', async () => {
    expect(words(await attachReadiness(contextIn({ '/sys/fs/cgroup/pids.current': '95\n' })))).toContain(
      '95 of 100 used',
    );
  });
});

describe('memory in a pod with cgroup v2', () => {
  const full: Files = { '/sys/fs/cgroup/memory.current': `${255 * mebibyte}\n` };

  it.each<[string, Files, RegExp]>([
    ['with room', {}, /^usable$/],
    [
      'full of anonymous memory',
      { ...full, '/sys/fs/cgroup/memory.stat': `anon ${255 * mebibyte}\nfile 0\nshmem 0\n` },
      /memory limit of \/sys\/fs\/cgroup leaves 1048576 of the/,
    ],
    [
      'full of page cache, which goes when it must',
      { ...full, '/sys/fs/cgroup/memory.stat': `anon ${100 * mebibyte}\nfile ${155 * mebibyte}\nshmem 0\n` },
      /^usable$/,
    ],
    [
      'full of files on a tmpfs, which stay',
      { ...full, '/sys/fs/cgroup/memory.stat': `file ${155 * mebibyte}\nshmem ${155 * mebibyte}\n` },
      /could be killed/,
    ],
    ['without a limit', { ...full, '/sys/fs/cgroup/memory.max': 'max\n' }, /^usable$/],
  ])('%s', async (_title, files, expected) => {
    expect(words(await dumpMemory(contextIn(files)))).toMatch(expected);
  });

  it('must have room for a second JVM, too, where one is to be started', async () => {
    const files: Files = {
      '/sys/fs/cgroup/memory.current': `${200 * mebibyte}\n`,
      '/sys/fs/cgroup/memory.stat': 'file 0\nshmem 0\n',
    };
    expect(words(await dumpMemory(contextIn(files)))).toBe('usable');
    expect(words(await dumpMemory(contextIn(files), 64 * mebibyte))).toContain('a second JVM would start beside it');
    const many: Files = { ...files, '/proc/100/status': statusText({ Threads: 8000 }) };
    expect(words(await dumpMemory(contextIn(many)))).toContain('the JVM keeps a dump in memory');
  });
});

describe('a container beside that of the JVM, with cgroup v2', () => {
  it('sees the limits of the JVM, not its own', async () => {
    const files: Files = {
      '/proc/self/mountinfo': '905 900 0:26 / /sys/fs/cgroup ro - cgroup2 cgroup rw\n',
      '/proc/100/cgroup': '0::/../cri-containerd-app.scope\n',
      '/proc/100/mountinfo': '805 800 0:26 /../cri-containerd-app.scope /sys/fs/cgroup ro - cgroup2 cgroup rw\n',
      '/sys/fs/cgroup/pids.max': '1000\n',
      '/proc/100/root/sys/fs/cgroup/pids.max': '100\n',
      '/proc/100/root/sys/fs/cgroup/pids.current': '99\n',
    };
    expect(words(await threadHeadroom(contextIn(files)))).toContain(
      '99 of 100 used of /proc/100/root/sys/fs/cgroup/pids.max',
    );
  });
});
