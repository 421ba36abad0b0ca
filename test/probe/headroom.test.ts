import { describe, expect, it } from 'vitest';
import { threadHeadroom } from '../../src/probe/headroom/limits.ts';
import { scriptedTransport } from '../../src/transport/scripted.ts';
import { contextOn, type Files, identity, machine, statusText } from './support/scene.ts';

const verdict = async (files: Files = {}, maxProcesses?: string, wanted?: number): Promise<string> => {
  const transport = scriptedTransport({ files: machine(files, maxProcesses) });
  const readiness = await threadHeadroom(contextOn(transport), wanted);
  return readiness === 'usable' ? readiness : readiness.refused;
};

/** Another process of the same uid, with so many threads. */
const neighbour = (threads: number): Files => ({ '/proc/200/status': statusText({ Threads: threads }) });

describe('room for the thread a first attach starts', () => {
  it('is there on a machine with every limit far away', async () => {
    expect(await verdict()).toBe('usable');
  });

  it.each([
    ['968 of 1000 used: 32 free', '968', 'usable'],
    ['969 of 1000 used', '969', '969 of 1000 used of /sys/fs/cgroup/kube/pod/pids.max, 32 must be free'],
  ])('cgroup of an ancestor, %s', async (_, current, expected) => {
    expect(await verdict({ '/sys/fs/cgroup/kube/pod/pids.current': `${current}\n` })).toContain(expected);
  });

  it('is not known when the cgroup says nothing of how much is used, or is hidden', async () => {
    expect(await verdict({ '/sys/fs/cgroup/kube/pod/pids.current': { fails: 'denied' } })).toContain(
      'pids.current cannot be read',
    );
    expect(await verdict({ '/sys/fs/cgroup/kube/pod/pids.max': { fails: 'denied' } })).toContain(
      'is not known (cannot read',
    );
    expect(await verdict({ '/proc/100/cgroup': '0::/../elsewhere\n' })).toContain(
      'no mount shows the pids cgroup /../elsewhere',
    );
    expect(await verdict({ '/proc/100/cgroup': { fails: 'denied' } })).toContain('its cgroup cannot be read');
  });

  it('is found through the mounts of the container when jdiag has others', async () => {
    const container: Files = {
      '/proc/100/cgroup': '0::/../app\n',
      '/proc/100/mountinfo':
        '31 1 0:26 /../app /sys/fs/cgroup ro - cgroup2 cgroup rw\n40 1 0:30 / / rw - overlay o rw\n',
      '/proc/100/root/sys/fs/cgroup/pids.max': '50\n',
      '/proc/100/root/sys/fs/cgroup/pids.current': '40\n',
    };
    expect(await verdict(container)).toContain('40 of 50 used of /proc/100/root/sys/fs/cgroup/pids.max');
  });

  it('cgroup v1, where each controller has its own tree', async () => {
    const v1: Files = {
      '/proc/self/mountinfo':
        '22 1 0:21 / /proc rw - proc proc rw\n31 1 0:27 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids\n32 1 0:28 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n',
      '/proc/100/cgroup': '8:pids:/docker/abc\n4:memory:/\n0::/\n',
      '/sys/fs/cgroup/pids/docker/abc/pids.max': '64\n',
      '/sys/fs/cgroup/pids/docker/abc/pids.current': '60\n',
    };
    expect(await verdict(v1)).toContain('60 of 64 used of /sys/fs/cgroup/pids/docker/abc/pids.max');
    expect(await verdict({ ...v1, '/sys/fs/cgroup/pids/docker/abc/pids.max': 'max\n' })).toBe('usable');
    expect(await verdict({ ...v1, '/proc/100/cgroup': '8:pids:/\n0::/\n' })).toBe('usable');
  });

  it('the process limit counts every thread of the uid, not only those of the JVM', async () => {
    expect(await verdict(neighbour(28), '100')).toBe('usable');
    expect(await verdict(neighbour(29), '100')).toContain(
      '69 of 100 used of the process limit of uid 1001 (ulimit -u), 32 must be free',
    );
    expect(await verdict({ '/proc/200/status': statusText({ Uid: '7\t7\t7\t7', Threads: 90 }) }, '100')).toBe('usable');
  });

  it.each<[string, Files]>([
    ['a pid namespace', { '/proc/self/ns/pid': { link: 'pid:[4026532999]' } }],
    [
      'hidepid',
      {
        '/proc/self/mountinfo':
          '22 1 0:21 / /proc rw - proc proc rw,hidepid=invisible\n30 1 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n',
        '/proc/self/status': statusText({ Uid: '1001\t1001\t1001\t1001', CapEff: '0' }),
      },
    ],
    ['a process that cannot be read', { '/proc/200/status': { fails: 'denied' } }],
  ])('a finite process limit is none left when others of the uid may be hidden by %s', async (_, files) => {
    const crowded = { ...files, '/proc/loadavg': '0.1 0.1 0.1 1/4065 99\n' };
    expect(await verdict(crowded, '4096')).toContain('other processes of that user may be hidden');
    expect(await verdict(crowded, 'unlimited')).toBe('usable');
    // All threads of the machine together leave room enough under it.
    expect(await verdict({ ...files, '/proc/loadavg': '0.1 0.1 0.1 1/4064 99\n' }, '4096')).toBe('usable');
  });

  it('hidepid hides nothing from root', async () => {
    const mountinfo =
      '22 1 0:21 / /proc rw - proc proc rw,hidepid=2\n30 1 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n';
    expect(await verdict({ '/proc/self/mountinfo': mountinfo }, '4096')).toBe('usable');
  });

  it('root of the first user namespace is not held to it; root of another one is', async () => {
    const asRoot = async (files: Files): Promise<unknown> => {
      const transport = scriptedTransport({ files: machine(files, '10') });
      return threadHeadroom(contextOn(transport, { identity: { ...identity, uid: 0, effectiveUid: 0 } }));
    };
    expect(await asRoot({})).toBe('usable');
    expect(await asRoot({ '/proc/100/ns/user': { link: 'user:[4026532111]' } })).toMatchObject({
      refused: expect.stringContaining('process limit of uid 0'),
    });
    expect(await asRoot({ '/proc/100/ns/user': { fails: 'denied' } })).toMatchObject({
      refused: expect.stringContaining('process limit of uid 0'),
    });
  });

  it.each<[string, Files, string]>([
    ['threads-max', { '/proc/sys/kernel/threads-max': '931\n' }, '900 of 931 used of kernel.threads-max'],
    ['pid_max', { '/proc/sys/kernel/pid_max': '931\n' }, '900 of 931 used of kernel.pid_max'],
    [
      'an unreadable threads-max',
      { '/proc/sys/kernel/threads-max': { fails: 'denied' } },
      'kernel.threads-max is not known',
    ],
    [
      'strict overcommit',
      { '/proc/sys/vm/overcommit_memory': '2\n', '/proc/meminfo': 'CommitLimit: 1000 kB\nCommitted_AS: 900 kB\n' },
      'CommitLimit',
    ],
    [
      'mappings',
      { '/proc/100/status': statusText({ Threads: 30_000 }), '/proc/100/maps': 'line\n'.repeat(65_500) },
      'used of vm.max_map_count',
    ],
    [
      'the address space',
      {
        '/proc/100/limits':
          'Max processes unlimited unlimited processes\nMax address space 4294967296 4294967296 bytes\n',
      },
      'address space limit',
    ],
    ['unreadable limits', { '/proc/100/limits': { fails: 'denied' } }, '/proc/100/limits cannot be read'],
  ])('%s of the kernel', async (_, files, expected) => {
    expect(await verdict(files)).toContain(expected);
  });

  it('a reason always says why it matters', async () => {
    expect(await verdict({}, '41')).toMatch(/^attaching makes the JVM start a thread, and it exits when it cannot: /);
  });

  it('more is wanted for jcmd, a JVM itself', async () => {
    expect(await verdict({ '/sys/fs/cgroup/kube/pod/pids.current': '940\n' }, 'unlimited', 64)).toContain(
      '64 must be free',
    );
  });
});
