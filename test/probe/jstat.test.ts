import { describe, expect, it } from 'vitest';
import type { ExecResult, Transport } from '../../src/model/transport.ts';
import { jstatProbe } from '../../src/probe/gc-counters/jstat.ts';
import { climb } from '../../src/probe/ladder/climb.ts';
import { scriptedTransport } from '../../src/transport/scripted.ts';
import { contextOn, type Files, machine, statusText } from './support/scene.ts';

const head = '        Timestamp    S0C    S1C    S0U    S1U      EC       EU        OC         OU       MC     MU\n';
const row = '  12.1 192.0  192.0   0.0   0.0   1792.0   140.0    4480.0     925.0    896.0   721.0\n';
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const exited = (code: number, stdout: string, stderr = ''): Partial<ExecResult> => ({
  outcome: { kind: 'exited', code },
  stdout: encode(stdout),
  stderr,
});

/** A container in which nothing but java can be run, as the JVM's own user. */
const run = async (answer: Partial<ExecResult>, { files = {} as Files, blind = true } = {}) => {
  const asked: (readonly string[])[] = [];
  const own = { '/proc/self/status': statusText({ Uid: '1001\t1001\t1001\t1001' }) };
  const transport: Transport = {
    ...scriptedTransport({
      files: { ...machine(), ...own, ...files },
      onExec: (argv) => {
        asked.push(argv);
        return answer;
      },
    }),
    insideLimits: true,
    ...(blind ? { nearlyBlind: 'only java can be run in it' } : {}),
  };
  const { collected, attempts, journal } = await climb(jstatProbe({ intervalMs: 500, count: 2 }), contextOn(transport));
  return { asked, collected, journal, attempt: attempts[0] };
};

describe('counters where java is the only program', () => {
  it('come from the class behind jstat, in a small JVM that ends by itself', async () => {
    const { asked, collected, journal } = await run(exited(0, head + row + row));
    expect(collected).toMatchObject({ kind: 'gc-counters', how: 'jstat', ext: 'txt', outcome: 'ok', cost: 'none' });
    expect(asked).toHaveLength(1);
    expect(asked[0]?.[0]).toBe('/proc/100/exe');
    expect(asked[0]).toContain('-Xmx32m');
    expect(asked[0]).toContain('-XX:SelfDestructTimer=1');
    expect(asked[0]?.slice(-7).join(' ')).toBe('-m jdk.jcmd/sun.tools.jstat.Jstat -gc -t 100 500ms 2');
    expect(journal).toMatchObject([{ cost: 'none', leaves: 'nothing' }]);
  });

  it('are partial when the JVM ended meanwhile', async () => {
    const { collected } = await run(exited(1, head + row, '100 not found'));
    expect(collected).toMatchObject({ outcome: 'partial', problems: ['1 of 2 lines came: exit code 1'] });
  });

  it.each<[string, Partial<ExecResult>, string]>([
    [
      'the image has no such module',
      exited(1, '', 'Error: Module jdk.jcmd not found\n...'),
      'Module jdk.jcmd not found',
    ],
    ['it does not answer', { outcome: { kind: 'timed-out', afterMs: 1 }, stdout: encode('') }, 'jstat: timed-out'],
    ['only its head came', exited(0, head), 'jstat: exit code 0'],
  ])('are not had where %s', async (_title, answer, reason) => {
    const { collected, attempt } = await run(answer);
    expect([collected, attempt?.status]).toEqual([undefined, 'failed']);
    expect(attempt?.reason).toContain(reason);
  });

  it.each<[string, Parameters<typeof run>[1], string]>([
    ['anything else can read the file', { blind: false }, 'not-needed'],
    ['it would run as another user', { files: { '/proc/self/status': statusText({ Uid: '0\t0\t0\t0' }) } }, 'refused'],
    ['a second JVM finds no room', { files: { '/proc/sys/kernel/threads-max': '910\n' } }, 'refused'],
  ])('are not asked for where %s', async (_title, scene, status) => {
    const { asked, attempt } = await run(exited(0, head + row), scene);
    expect([asked, attempt?.status]).toEqual([[], status]);
  });
});
