import { describe, expect, it } from 'vitest';
import { gcLogFiles } from '../../src/probe/gc-log/flag.ts';
import gcLog from '../../src/probe/gc-log.ts';
import { climb } from '../../src/probe/ladder/climb.ts';
import { scriptedTransport } from '../../src/transport/scripted.ts';
import { type Files, identity, machine } from './support/scene.ts';

describe('where the options send the log of collections', () => {
  it.each([
    [['-Xloggc:/logs/gc.log'], ['/logs/gc.log']],
    [['-Xlog:gc*:file=/logs/gc-%p-%t.log:time,uptime:filecount=5,filesize=10m'], ['/logs/gc-%p-%t.log']],
    [['-Xlog:gc*=debug,safepoint:/logs/gc.log'], ['/logs/gc.log']],
    [['-Xlog:gc:file="/logs/with:colon.log":none'], ['/logs/with:colon.log']],
    [['-Xlog:all=info:file=all.log'], ['all.log']],
    [['-Xlog:gc+heap=debug:file=a.log', '-Xlog:gc*:file=a.log'], ['a.log']],
    [['-Xlog:gc*:stdout:uptime'], []],
    [['-Xlog:gc*'], []],
    [['-Xlog:gc'], []],
    [['-Xlog:safepoint*:file=s.log', '-Xlog:disable', '-Xmx1g'], []],
    [['-Xloggc:'], []],
  ])('%j', (options, files) => {
    expect(gcLogFiles(options)).toEqual(files);
  });
});

const line = (uptime: string, id: number): string =>
  `[${uptime}s][info][gc] GC(${id}) Pause Young (Normal) (G1 Evacuation Pause) 7M->6M(64M) 9.064ms\n`;

const context = (files: Files) => ({
  transport: scriptedTransport({ files: machine(files) }),
  subject: 'jvm-1',
  identity,
  allow: new Set<never>(),
  maxPauseMs: 1000,
  signal: new AbortController().signal,
  now: () => 1,
});

describe('the log of a JVM', () => {
  const cmdline = (option: string): string => ['java', option, '-jar', 'app.jar', ''].join('\0');

  it('is read with its rotated files, in the order of time', async () => {
    const { collected } = await climb(
      gcLog,
      context({
        '/proc/100/cmdline': cmdline('-Xlog:gc*:file=/logs/gc.log::filecount=2'),
        '/proc/100/root/logs/gc.log': line('900.1', 9),
        '/proc/100/root/logs/gc.log.0': line('500.1', 5),
        '/proc/100/root/logs/gc.log.1': line('100.1', 1),
        '/proc/100/root/logs/gc.log.old': 'not one of them\n',
      }),
    );
    expect(Buffer.from(collected?.bytes ?? []).toString()).toBe(
      `${line('100.1', 1)}${line('500.1', 5)}${line('900.1', 9)}`,
    );
    expect(collected).toMatchObject({ kind: 'gc-log', how: 'log-file', cost: 'none', outcome: 'ok' });
  });

  it('without such an option is not looked for, and nothing is missing', async () => {
    const { collected, attempts } = await climb(gcLog, context({ '/proc/100/cmdline': cmdline('-Xmx1g') }));
    expect(collected).toBeUndefined();
    expect(attempts).toEqual([
      expect.objectContaining({ rung: 'log-file', status: 'refused', reason: expect.stringContaining('-Xlog:gc*') }),
    ]);
  });

  it('that cannot be read says which and why', async () => {
    const { collected, attempts } = await climb(
      gcLog,
      context({ '/proc/100/cmdline': cmdline('-Xloggc:/logs/gone.log') }),
    );
    expect(collected).toBeUndefined();
    expect(attempts[0]?.reason).toContain('/logs/gone.log cannot be read');
  });
});
