import { describe, expect, it } from 'vitest';
import { climb } from '../../src/probe/ladder/climb.ts';
import perfData from '../../src/probe/perf-data.ts';
import { scriptedTransport } from '../../src/transport/scripted.ts';
import { perfFile } from '../support/perf-file.ts';
import { contextOn, type Files, identity, machine } from './support/scene.ts';

const began = identity.startedAtMs ?? 0;
const own = perfFile({ 'sun.rt.createVmBeginTime': began + 300, 'sun.rt.jvmCapabilities': '1100' });
const path = '/proc/100/root/tmp/hsperfdata_app/100';
const mapped = (rest: string): Files => ({
  '/proc/100/maps': `7f00-7f01 rw-s 00000000 08:01 ${rest}\n7f02-7f03 r-xp 00000000 08:01 77 /opt/jdk/lib/server/libjvm.so\n`,
});

const run = async (files: Files) => {
  const result = await climb(perfData, contextOn(scriptedTransport({ files: machine(files) })));
  return { ...result, reason: result.attempts[0]?.reason };
};

describe('the counters of a JVM', () => {
  it('are its own when it has the file mapped; the bytes are kept as they are', async () => {
    const { collected } = await run({ [path]: own, ...mapped('1 /tmp/hsperfdata_app/100') });
    expect(collected).toMatchObject({
      kind: 'perf-data',
      ext: 'bin',
      how: 'hsperfdata',
      cost: 'none',
      outcome: 'ok',
      problems: [],
    });
    expect(collected?.bytes).toEqual(own);
  });

  it('are its own by their time when the memory map cannot be read', async () => {
    expect((await run({ [path]: own, '/proc/100/maps': { fails: 'denied' } })).collected?.outcome).toBe('ok');
    const later = perfFile({ 'sun.rt.createVmBeginTime': began + 60_000 });
    expect((await run({ [path]: later, '/proc/100/maps': { fails: 'denied' } })).reason).toMatch(
      /is not this JVM's: it began at another time/,
    );
  });

  it('that another JVM put in the place of its file (JDK 8, shared /tmp) are refused', async () => {
    const { collected, reason } = await run({ [path]: own, ...mapped('55 /tmp/hsperfdata_app/100 (deleted)') });
    expect(collected).toBeUndefined();
    expect(reason).toMatch(/is not this JVM's: its own file was replaced/);
  });

  it('that another JVM left or keeps, while it has none itself, are refused', async () => {
    expect((await run({ [path]: own })).reason).toMatch(
      /^the JVM keeps none: .*hsperfdata_app\/100 is another JVM's or was left behind/,
    );
  });

  it('of several users with the same pid: the mapped one', async () => {
    const other = '/proc/100/root/tmp/hsperfdata_other/100';
    const { collected } = await run({
      [other]: { stat: { kind: 'file', inode: 9 } },
      [path]: own,
      ...mapped('1 /tmp/hsperfdata_app/100'),
    });
    expect(collected?.bytes).toEqual(own);
  });

  it('behind a link are not followed', async () => {
    expect((await run({ [path]: { link: '/etc/shadow' }, ...mapped('1 /tmp/hsperfdata_app/100') })).reason).toMatch(
      /^the JVM keeps none/,
    );
  });

  it.each<[string, Files, RegExp]>([
    [
      '-XX:-UsePerfData',
      { '/proc/100/cmdline': 'java\0-XX:-UsePerfData\0App\0' },
      /^the JVM was started with -XX:-UsePerfData$/,
    ],
    [
      '-XX:+PerfDisableSharedMem',
      { '/proc/100/cmdline': 'java\0-XX:+PerfDisableSharedMem\0App\0' },
      /PerfDisableSharedMem$/,
    ],
    [
      'a /tmp that cannot be read',
      { '/proc/100/root/tmp/other': { fails: 'denied' }, [path]: { fails: 'denied' } },
      /./,
    ],
    ['a file cut short', { [path]: own.subarray(0, 20), ...mapped('1 /tmp/hsperfdata_app/100') }, /not complete/],
    ['a file of something else', { [path]: 'hello', ...mapped('1 /tmp/hsperfdata_app/100') }, /not complete/],
    [
      'a JVM still writing',
      { [path]: Buffer.from(own).fill(0, 7, 8), ...mapped('1 /tmp/hsperfdata_app/100') },
      /not complete/,
    ],
  ])('are not there: %s', async (_, files, reason) => {
    const result = await run(files);
    expect(result.collected).toBeUndefined();
    expect(result.attempts[0]?.status).toBe('refused');
    expect(result.reason).toMatch(reason);
  });

  it('read in the middle of a collection are read again', async () => {
    const inside = perfFile({
      'sun.gc.collector.0.lastEntryTime': 9,
      'sun.gc.collector.0.lastExitTime': 5,
      'sun.rt.createVmBeginTime': began,
    });
    const after = perfFile({
      'sun.gc.collector.0.lastEntryTime': 9,
      'sun.gc.collector.0.lastExitTime': 10,
      'sun.rt.createVmBeginTime': began,
    });
    let reads = 0;
    const files = (settles: number): Files => ({
      [path]: () => (reads++ < settles ? inside : after),
      ...mapped('1 /tmp/hsperfdata_app/100'),
    });
    expect((await run(files(5))).collected).toMatchObject({ bytes: after, problems: [] });
    reads = 0;
    expect((await run(files(99))).collected).toMatchObject({
      problems: [expect.stringContaining('while a collection was running')],
    });
  });

  it('are looked for once: the memory map of a JVM with many threads is long', async () => {
    const transport = scriptedTransport({ files: machine({ [path]: own, ...mapped('1 /tmp/hsperfdata_app/100') }) });
    for (const _ of [1, 2]) await climb(perfData, contextOn(transport));
    expect(transport.calls.filter((call) => call === 'read /proc/100/maps')).toHaveLength(1);
  });

  it('are looked for again when another file lies there', async () => {
    const files = machine({ [path]: own, ...mapped('1 /tmp/hsperfdata_app/100') });
    const scripted = scriptedTransport({ files });
    let inode = 1;
    const transport = {
      ...scripted,
      stat: async (...call: Parameters<typeof scripted.stat>) => ({ ...(await scripted.stat(...call)), inode }),
    };
    expect((await climb(perfData, contextOn(transport))).collected?.outcome).toBe('ok');
    inode = 2;
    files[path] = perfFile({ 'sun.rt.createVmBeginTime': began + 999_999 });
    files['/proc/100/maps'] = '7f00-7f01 rw-s 00000000 08:01 1 /tmp/hsperfdata_app/100 (deleted)\n';
    const { attempts } = await climb(perfData, contextOn(transport));
    expect(attempts[0]?.reason).toContain('its own file was replaced');
  });
});
