import { describe, expect, it } from 'vitest';
import { climb } from '../../src/probe/ladder/climb.ts';
import processProbe from '../../src/probe/process.ts';
import { scriptedTransport } from '../../src/transport/scripted.ts';
import { contextOn, type Files, machine, statText, statusText } from './support/scene.ts';

const run = async (files: Files = {}, maxProcesses?: string) => {
  const transport = scriptedTransport({ files: machine(files, maxProcesses) });
  const { collected, attempts } = await climb(processProbe, contextOn(transport));
  const raw = collected === undefined ? undefined : JSON.parse(new TextDecoder().decode(collected.bytes));
  return { raw, collected, attempts, calls: transport.calls };
};

describe('a process from outside', () => {
  it('is kept as the texts of /proc', async () => {
    const { raw, collected } = await run({ '/proc/100/task/101/stat': statText(101, 5001) });
    expect(collected).toMatchObject({
      kind: 'process',
      ext: 'json',
      how: 'procfs',
      cost: 'none',
      outcome: 'ok',
      problems: [],
    });
    expect(raw).toMatchObject({ takenAtMs: 1_700_000_100_000, pid: 100, openFileCount: 2 });
    expect(raw.files).toMatchObject({
      status: statusText(),
      stat: statText(100, 5000),
      cmdline: 'java\0-jar\0app.jar\0',
      btime: '1700000000',
      'task/101/stat': statText(101, 5001),
      'sys/kernel/threads-max': '100000\n',
    });
    expect(Object.keys(raw.files).filter((name) => name.startsWith('task/'))).toHaveLength(2);
  });

  it('names the cgroup level that leaves the least', async () => {
    const { raw } = await run();
    expect(raw.files).toMatchObject({ 'cgroup/pids.max': '1000', 'cgroup/pids.current': '60' });
    expect(raw.cgroupLevels).toEqual([
      { controller: 'pids', path: '/sys/fs/cgroup/kube/pod/app', max: 'max', current: 40 },
      { controller: 'pids', path: '/sys/fs/cgroup/kube/pod', max: 1000, current: 60 },
    ]);
  });

  it.each<[string, Files, object]>([
    [
      'version 2',
      {
        '/sys/fs/cgroup/kube/pod/app/memory.max': '1073741824\n',
        '/sys/fs/cgroup/kube/pod/app/memory.current': '1000\n',
        '/sys/fs/cgroup/kube/pod/app/cpu.max': '150000 100000\n',
        '/sys/fs/cgroup/kube/pod/cpu.max': 'max 100000\n',
      },
      { 'cgroup/memory.max': '1073741824', 'cgroup/memory.current': '1000', 'cgroup/cpu.max': '150000 100000' },
    ],
    [
      'version 1',
      {
        '/proc/self/mountinfo':
          '31 1 0:27 / /cg/memory rw - cgroup cgroup rw,memory\n32 1 0:28 /docker /cg/cpu rw - cgroup cgroup rw,cpu,cpuacct\n',
        '/proc/100/cgroup': '4:memory:/docker/abc\n2:cpu,cpuacct:/docker/abc\n',
        '/cg/memory/docker/abc/memory.limit_in_bytes': '9223372036854771712\n',
        '/cg/memory/docker/abc/memory.usage_in_bytes': '5\n',
        '/cg/memory/docker/memory.limit_in_bytes': '4096\n',
        '/cg/memory/docker/memory.usage_in_bytes': '6\n',
        '/cg/cpu/abc/cpu.cfs_quota_us': '-1\n',
        '/cg/cpu/abc/cpu.cfs_period_us': '100000\n',
      },
      { 'cgroup/memory.limit_in_bytes': '4096', 'cgroup/memory.usage_in_bytes': '6', 'cgroup/cpu.cfs_quota_us': '-1' },
    ],
  ])('memory and cpu of cgroup %s under their own names', async (_, files, expected) => {
    expect((await run(files)).raw.files).toMatchObject(expected);
  });

  it('counts the threads of its uid when that is limited, and says when it cannot', async () => {
    const neighbour = { '/proc/200/status': statusText({ Threads: 7 }) };
    expect((await run(neighbour, '500')).raw.uidTaskCount).toBe(47);
    expect((await run(neighbour)).raw.uidTaskCount).toBeUndefined();
    const hidden = await run({ ...neighbour, '/proc/self/ns/pid': { link: 'pid:[1]' } }, '500');
    expect(hidden.raw.uidTaskCount).toBeUndefined();
    expect(hidden.collected?.problems).toEqual([expect.stringContaining('threads of uid 1001 cannot be counted')]);
  });

  it('a thread that ends meanwhile is no problem; what may not be read is', async () => {
    const { raw, collected } = await run({
      '/proc/100/task/101/stat': { fails: 'not-found' },
      '/proc/100/limits': { fails: 'denied' },
    });
    expect(raw.files['task/101/stat']).toBeUndefined();
    expect(collected?.problems).toEqual([expect.stringContaining('/proc/100/limits')]);
  });

  it('never reads environment variables', async () => {
    const { calls } = await run({ '/proc/100/environ': 'SECRET=1\0' });
    expect(calls.filter((call) => call.includes('environ'))).toEqual([]);
  });

  it('that is gone is said to be', async () => {
    const gone = await run({ '/proc/100/stat': { fails: 'not-found' } });
    expect(gone.attempts).toEqual([
      { probe: 'process', rung: 'procfs', status: 'failed', reason: 'the process ended' },
    ]);
  });
});
