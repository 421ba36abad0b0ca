import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParseError } from '../../src/model/parsed.ts';
import format from '../../src/parse/process.ts';
import { head, read, readCut, readOne } from './read.ts';

const status = `Name:	java (orders) 1
Umask:	0022
State:	S (sleeping)
Tgid:	4242
Pid:	4242
PPid:	1
Uid:	1000	65532	1000	1000
Gid:	1000	65533	1000	1000
FDSize:	256
NSpid:	4242	17	1
VmPeak:	 3000000 kB
VmRSS:	  524288 kB
Threads:	38
SigQ:	0/96365
SigCgt:	2000000181005ccf
`;

const stat = (id: number, comm: string, { utime = 150, stime = 25, start = 156142 } = {}): string =>
  `${id} (${comm}) S 1 4242 4242 0 -1 4194304 97 0 0 0 ${utime} ${stime} 7 8 20 0 38 0 ${start} 3133440 362 18446744073709551615 1 2\n`;

const limits = `Limit                     Soft Limit           Hard Limit           Units     
Max cpu time              unlimited            unlimited            seconds   
Max processes             4096                 96365                processes 
Max open files            20000                1048576              files     
`;

const files = {
  status,
  stat: stat(4242, 'java (orders) 1'),
  limits,
  cgroup: '0::/kubepods/pod1/c1\n',
  cmdline: 'java\0-Xmx64m\0-jar\0orders.jar\0',
  btime: '1795170000',
  'sys/kernel/threads-max': '192730\n',
};

const raw = (changes: object = {}, more: object = {}): string =>
  JSON.stringify({ takenAtMs: 1_795_172_000_000, pid: 4242, files: { ...files, ...changes }, ...more });

describe('what /proc says of a process', () => {
  it('is read whole', async () => {
    const text = raw({}, { uidTaskCount: 55, openFileCount: 123 });
    expect(format.recognise(head(text))).toBe('certain');
    const { piece, reading } = await readOne(format, text);
    expect(reading).toEqual({ problems: [], recognised: 7, total: 7 });
    expect(piece).toEqual({
      artifactId: 'a-1',
      takenAtMs: 1_795_172_000_000,
      pid: 4242,
      nsPid: 1,
      uid: 65532,
      gid: 65533,
      name: 'java (orders) 1',
      state: 'S',
      cmdline: ['java', '-Xmx64m', '-jar', 'orders.jar'],
      startedAtMs: 1_795_170_000_000 + 1_561_420,
      threadCount: 38,
      cpuMs: 1750,
      rssBytes: 512 * 1024 * 1024,
      sigCgt: '2000000181005ccf',
      openFiles: 123,
      limits: { maxProcesses: 4096, maxOpenFiles: 20000 },
      kernelThreadsMax: 192730,
      uidTaskCount: 55,
    });
  });

  it('gives each thread its name, CPU and start, whatever the name holds', async () => {
    const tasks = {
      'task/4250/stat': stat(4250, 'x) R 1 (y', { utime: 1, stime: 2, start: 100 }),
      'task/4242/stat': stat(4242, 'java'),
      'task/4251/stat': stat(4251, 'kafka producer-'),
      'task/4252/stat': stat(4252, ''),
      'task/4253/stat': 'garbage',
    };
    const { piece, reading } = await readOne(format, raw(tasks));
    expect(piece.tasks).toEqual([
      { nativeId: 4242, comm: 'java', cpuMs: 1750, startedAtMs: 1_795_171_561_420 },
      { nativeId: 4250, comm: 'x) R 1 (y', cpuMs: 30, startedAtMs: 1_795_170_001_000 },
      { nativeId: 4251, comm: 'kafka producer-', cpuMs: 1750, startedAtMs: 1_795_171_561_420 },
      { nativeId: 4252, comm: '', cpuMs: 1750, startedAtMs: 1_795_171_561_420 },
    ]);
    expect(reading).toEqual({
      problems: [{ message: 'task/4253/stat was not understood' }],
      recognised: 11,
      total: 12,
    });
  });

  it.each(['status', 'stat', 'limits', 'cmdline', 'btime', 'sys/kernel/threads-max'] as const)(
    'without %s its fields are absent, and it says so',
    async (name) => {
      const { piece, reading } = await readOne(format, raw({ [name]: undefined }));
      expect(reading.problems).toEqual([{ message: `${name} is missing` }]);
      const fields = {
        status: 'uid',
        stat: 'startedAtMs',
        limits: 'limits',
        cmdline: 'cmdline',
        btime: 'startedAtMs',
        'sys/kernel/threads-max': 'kernelThreadsMax',
      };
      expect(piece).not.toHaveProperty([fields[name]]);
    },
  );

  it('unlimited limits', async () => {
    const { piece } = await readOne(format, raw({ limits: limits.replace('4096 ', 'unlimited') }));
    expect(piece.limits).toEqual({ maxProcesses: 'unlimited', maxOpenFiles: 20000 });
  });

  it('passes on what the probe could not do', async () => {
    const { reading } = await readOne(format, raw({}, { problems: ['/proc/4242/fd: permission denied'] }));
    expect(reading.problems).toEqual([{ message: '/proc/4242/fd: permission denied' }]);
  });

  it('several snapshots in one file', async () => {
    const { pieces } = await read(format, `${raw()}\n${raw()}\n`);
    expect(pieces).toHaveLength(2);
    expect(pieces[0]).toEqual(pieces[1]);
  });
});

describe('the cgroup', () => {
  const cgroup = async (found: object) => (await readOne(format, raw(found))).piece.cgroup;

  it('version 2', async () => {
    const found = {
      'cgroup/pids.current': '120\n',
      'cgroup/pids.max': '512\n',
      'cgroup/memory.current': '1073741824\n',
      'cgroup/memory.max': 'max\n',
      'cgroup/cpu.max': '150000 100000\n',
    };
    expect(await cgroup(found)).toEqual({
      version: 2,
      pidsCurrent: 120,
      pidsMax: 512,
      memoryCurrentBytes: 1_073_741_824,
      memoryMaxBytes: 'max',
      cpuQuotaCores: 1.5,
    });
    expect(await cgroup({ 'cgroup/cpu.max': 'max 100000\n' })).toEqual({ version: 2, cpuQuotaCores: 'max' });
    expect(await cgroup({ 'cgroup/pids.max': 'max\n' })).toEqual({ version: 2, pidsMax: 'max' });
  });

  it('version 1', async () => {
    const found = {
      cgroup: '8:pids:/a\n4:memory:/a\n0::/\n',
      'cgroup/pids.current': '120\n',
      'cgroup/pids.max': 'max\n',
      'cgroup/memory.usage_in_bytes': '4096\n',
      'cgroup/memory.limit_in_bytes': '9223372036854771712\n',
      'cgroup/cpu.cfs_quota_us': '-1\n',
      'cgroup/cpu.cfs_period_us': '100000\n',
    };
    expect(await cgroup(found)).toEqual({
      version: 1,
      pidsCurrent: 120,
      pidsMax: 'max',
      memoryCurrentBytes: 4096,
      memoryMaxBytes: 'max',
      cpuQuotaCores: 'max',
    });
    expect(await cgroup({ 'cgroup/cpu.cfs_quota_us': '50000', 'cgroup/cpu.cfs_period_us': '100000' })).toEqual({
      version: 1,
      cpuQuotaCores: 0.5,
    });
    expect(await cgroup({ cgroup: '3:cpu,pids:/a\n0::/\n', 'cgroup/pids.max': '9' })).toEqual({
      version: 1,
      pidsMax: 9,
    });
  });

  it('is absent when no number was found, also a senseless one', async () => {
    expect(await cgroup({})).toBeUndefined();
    expect(
      await cgroup({ 'cgroup/pids.max': '-3', 'cgroup/cpu.max': '5 0', 'cgroup/memory.max': '1e9' }),
    ).toBeUndefined();
  });
});

describe('a file that is not whole', () => {
  it('cut: what was before the cut is kept', async () => {
    let most = 0;
    for (const { read: cut } of await readCut(format, raw({ 'task/1/stat': stat(1, 'x') }), 150)) {
      if (cut === undefined) continue;
      expect(cut.problems[0]?.message).toBe('the file ends early: files after the cut are missing');
      most = Math.max(most, Object.keys(cut.pieces[0] ?? {}).length);
    }
    expect(most).toBeGreaterThan(10);
  });

  it.each([
    '',
    '{}',
    '[]',
    'text',
    '{"takenAtMs": 1, "pid": 2}',
    '{"takenAtMs": 1, "files": {"limits": "x"}}',
    '{"files": {"status": "Pid:\\t7\\n"}}',
  ])('nothing usable in %s', async (text) => {
    await expect(read(format, text)).rejects.toBeInstanceOf(ParseError);
    if (!text.includes('takenAtMs')) expect(format.recognise(head(text))).toBe('no');
  });

  it('takes time and pid from elsewhere when the record lacks them', async () => {
    const { piece } = await readOne(format, JSON.stringify({ files }), { takenAtMs: 42 });
    expect(piece).toMatchObject({ takenAtMs: 42, pid: 4242 });
  });

  it('any text in any file gives fields of the right type or none', async () => {
    const names = fc.constantFrom(
      ...Object.keys(files),
      'cgroup/pids.max',
      'cgroup/cpu.max',
      'task/1/stat',
      '__proto__',
    );
    const pieces = fc.constantFrom(
      'Pid:\t',
      'Uid:\t1\t',
      'Max processes   ',
      '7 (x) S ',
      ' 99999999999999999999',
      '-1',
      '\n',
      'NaN',
      '1e9',
      ') (',
      '\0',
    );
    const text = fc
      .array(fc.oneof(pieces, fc.string({ maxLength: 5 })), { maxLength: 30 })
      .map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(names, text), { maxLength: 6 }), async (changes) => {
        const { piece } = await readOne(format, raw(Object.fromEntries(changes)));
        const check = (value: unknown): void => {
          if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
          else if (typeof value === 'object') for (const inner of Object.values(value as object)) check(inner);
          else expect(typeof value).toBe('string');
        };
        check(piece);
      }),
      { numRuns: 300 },
    );
  });
});
