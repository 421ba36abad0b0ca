import { describe, expect, it } from 'vitest';
import { ParseError } from '../../src/model/parsed.ts';
import format from '../../src/parse/kernel-log.ts';
import { head, read, readCut, readOne } from './read.ts';

const id = '0fd1c0a5d0b5c2a3a7f6d4f1e1e0d9c8b7a6958473625140f1e2d3c4b5a69788';
const uid = '4e9b5b0a-1111-2222-3333-444455556666';
const group = `/kubepods/burstable/pod${uid}/${id}`;

const modern = `[11686.040460] java invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=984
[11686.040467] CPU: 1 PID: 12345 Comm: java Not tainted 5.4.0-1045-aws #47-Ubuntu
[11686.040500] memory: usage 524288kB, limit 524288kB, failcnt 1045
[11686.040501] memory+swap: usage 0kB, limit 9007199254740988kB, failcnt 0
[11686.040600] oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=${id},mems_allowed=0,oom_memcg=/kubepods/burstable/pod${uid},task_memcg=${group},task=java,pid=12345,uid=1000
[11686.040700] Memory cgroup out of memory: Killed process 12345 (java) total-vm:3926560kB, anon-rss:510680kB, file-rss:17848kB
[11686.060700] oom_reaper: reaped process 12345 (java), now anon-rss:0kB
`;

describe('a kill at the limit of a container', () => {
  it('of a kernel since 4.19: pod, container, limit and the words of the kernel', async () => {
    expect(format.recognise(head(modern))).toBe('certain');
    const { piece, reading } = await readOne(format, modern);
    expect(piece).toMatchObject({
      name: uid,
      clockUnknown: true,
      containers: [
        {
          name: id.slice(0, 12),
          memoryLimitBytes: 512 * 2 ** 20,
          lastEnd: {
            reason: 'OOMKilled',
            exitCode: 137,
            message: expect.stringContaining('Killed process 12345 (java)'),
          },
          source: { line: 1, endLine: 7 },
        },
      ],
    });
    expect(piece.events).toBeUndefined();
    expect(reading.cut).toContain('not of the pods');
  });

  it('of an older kernel, with dmesg -T: when', async () => {
    const { piece } = await readOne(
      format,
      `[Thu Dec  7 00:05:14 2017] Task in ${group} killed as a result of limit of ${group}
[Thu Dec  7 00:05:15 2017] Memory cgroup out of memory: Kill process 24572 (java) score 0 or sacrifice child
[Thu Dec  7 00:05:15 2017] Killed process 28438 (java) total-vm:20255636kB, anon-rss:466160kB, file-rss:13684kB
`,
    );
    expect(piece).toMatchObject({ name: uid, takenAtMs: Date.parse('2017-12-07T00:05:14Z') });
    expect(piece.containers).toHaveLength(1);
  });

  it('whose victim was not copied is told with that reserve', async () => {
    const { piece, reading } = await readOne(format, `${modern.split('\n')[0]?.replace('java', 'JIT Compilation')}\n`);
    expect(piece.containers).toMatchObject([{ name: 'JIT Compilation', lastEnd: { reason: 'OOMKilled' } }]);
    expect(reading.problems).toContainEqual({ line: 1, message: expect.stringContaining('who was killed') });
  });

  it('each line of grep is one of its own', async () => {
    const line = (pid: number) =>
      `Nov 20 10:0${pid}:01 n kernel: Memory cgroup out of memory: Killed process ${pid} (java) total-vm:9kB, anon-rss:6kB`;
    const { pieces } = await read(format, `${line(1)}\n${line(2)}\n`);
    expect(pieces).toMatchObject([{ containers: [{ name: 'java', source: { line: 2 } }] }]);
  });
});

it('a node without memory is the node, too', async () => {
  const { piece } = await readOne(
    format,
    'Nov 20 10:00:01 n kernel: Out of memory: Kill process 2231 (java) score 812 or sacrifice child\nNov 20 10:00:01 n kernel: Killed process 2231 (java) total-vm:9263128kB, anon-rss:6552340kB\n',
  );
  expect(piece.events).toMatchObject([{ reason: 'SystemOOM', count: 1 }]);
});

it('a kernel log without a kill is nothing, and cut anywhere it stays whole or nothing', async () => {
  await expect(read(format, '[    0.000000] Linux version 5.4\n')).rejects.toBeInstanceOf(ParseError);
  expect(format.recognise(head('2023-01-01 out of memory: see the manual'))).toBe('no');
  for (const { read: reading } of await readCut(format, modern, 30))
    if (reading !== undefined) expect(reading.pieces[0]?.containers[0]?.lastEnd?.reason).toBe('OOMKilled');
});
