import { describe, expect, it } from 'vitest';
import { RequestError } from '../../src/model/exit-code.ts';
import { listLocalJvms } from '../../src/target/local-jvms.ts';
import { pidTarget } from '../../src/target/local-pid.ts';
import { type ScriptedAnswer, scriptedTransport } from '../../src/transport/scripted.ts';

type Files = Readonly<Record<string, ScriptedAnswer>>;
type Seen = {
  readonly comm?: string;
  readonly state?: string;
  readonly uid?: number;
  readonly tgid?: number;
  readonly threads?: number;
};

const libjvm = '7f00-7f01 r-xp 00000000 08:01 77 /opt/jdk/lib/server/libjvm.so\n';

const processFiles = (
  pid: number,
  cmdline: string,
  { comm = 'java', state = 'S', uid = 1001, tgid = pid, threads = 30 }: Seen = {},
): Files => ({
  [`/proc/${pid}/stat`]: `${pid} (${comm}) ${state} 1 1 1 0 -1 0 0 0 0 0 1 1 0 0 20 0 ${threads} 0 500 4294967296 2000\n`,
  [`/proc/${pid}/status`]: `Name:\t${comm}\nTgid:\t${tgid}\nPPid:\t1\nUid:\t${uid}\t${uid}\t${uid}\t${uid}\nGid:\t5\t6\t5\t5\nNSpid:\t${pid}\t1\nVmRSS:\t2048 kB\n`,
  [`/proc/${pid}/cmdline`]: cmdline.replaceAll(' ', '\0'),
});

const jvm = (pid: number, seen: Seen = {}): Files => ({
  ...processFiles(pid, '/opt/jdk/bin/java -Xmx1g -cp lib/a.jar com.acme.Main --password hunter2', seen),
  [`/proc/${pid}/maps`]: libjvm,
  [`/proc/${pid}/root/opt/jdk/release`]: 'IMPLEMENTOR="X"\nJAVA_VERSION="17.0.15"\n',
});

const machine = (...files: readonly Files[]) =>
  scriptedTransport({
    files: Object.assign(
      {
        '/proc/stat': 'btime 1700000000\n',
        '/proc/self/status': 'Uid:\t0\t0\t0\t0\n',
        '/etc/passwd': 'root:x:0:0::/root:/bin/sh\ntomcat:x:1001:1001::/:/bin/false\n',
      },
      ...files,
    ),
  });

describe('the JVMs of a machine', () => {
  it('are told from other programs, by pid', async () => {
    const found = await listLocalJvms(
      machine(
        jvm(300),
        jvm(20, { comm: 'app-launcher' }),
        { ...processFiles(7, 'nginx', { comm: 'nginx', threads: 40 }), '/proc/7/maps': '' },
        processFiles(9, 'sleep 5', { comm: 'sleep', threads: 1 }),
        processFiles(2, '', { comm: 'kthreadd', threads: 1 }),
        { ...processFiles(11, 'java', { state: 'Z' }), '/proc/11/maps': libjvm },
        { ...processFiles(12, 'java -version'), '/proc/12/maps': '' },
      ),
    );
    expect(found.map(({ identity }) => identity.pid)).toEqual([20, 300]);
    expect(found[1]).toEqual({
      identity: {
        pid: 300,
        nsPid: 1,
        uid: 1001,
        effectiveUid: 1001,
        effectiveGid: 6,
        startTicks: 500,
        startedAtMs: 1_700_000_005_000,
      },
      user: 'tomcat',
      mainClass: 'com.acme.Main',
      version: '17.0.15',
      startedAtMs: 1_700_000_005_000,
      threadCount: 30,
      rssBytes: 2048 * 1024,
      unreadable: [],
    });
  });

  it('of other users are listed by their name, with what cannot be read', async () => {
    const [found] = await listLocalJvms(
      machine(processFiles(8, 'java -jar /srv/app.jar', { uid: 77 }), { '/proc/8/maps': { fails: 'denied' } }),
    );
    expect(found).toMatchObject({ mainClass: 'app.jar', unreadable: [expect.stringContaining('uid 77')] });
    expect(found).not.toHaveProperty('user');
    expect(found).not.toHaveProperty('version');
  });

  it('that end while they are listed are left out', async () => {
    const gone = { '/proc/8/stat': { fails: 'not-found' }, '/proc/9/maps': { fails: 'gone' } } as const;
    const found = await listLocalJvms(machine(jvm(7), jvm(8), jvm(9), gone));
    expect(found.map(({ identity }) => identity.pid)).toEqual([7]);
  });

  it('never show arguments of the program', async () => {
    expect(JSON.stringify(await listLocalJvms(machine(jvm(7))))).not.toContain('hunter2');
  });
});

describe('pid/N', () => {
  const refused = async (pid: number, ...files: readonly Files[]): Promise<string> => {
    const error = await pidTarget(machine(...files), pid).catch((reason: unknown) => reason);
    return error instanceof RequestError
      ? `${error.code}: ${error.message} | ${error.hints.join(' | ')}`
      : `no error: ${error}`;
  };

  it('is the JVM of that pid', async () => {
    expect(await pidTarget(machine(jvm(300)), 300)).toMatchObject({
      identity: { pid: 300 },
      mainClass: 'com.acme.Main',
    });
  });

  it.each<[string, readonly Files[], RegExp]>([
    ['no such process', [], /^no-such-process: pid\/5: no such process \| jdiag ps/],
    [
      'another program',
      [processFiles(5, '/bin/sleep 9', { comm: 'sleep' }), { '/proc/5/maps': '' }],
      /^not-a-jvm: pid\/5 is "sleep", not a JVM: it has no libjvm.so loaded/,
    ],
    [
      'a program that calls itself something else',
      [processFiles(5, 'nginx: master', { comm: 'nginx' }), { '/proc/5/maps': '' }],
      /is "nginx" \(nginx:\), not a JVM/,
    ],
    ['a thread', [jvm(5, { tgid: 3 })], /^not-a-process: pid\/5 is a thread \("java"\) of process 3 \| use pid\/3/],
    [
      'a zombie',
      [processFiles(5, '', { state: 'Z' })],
      /^zombie: pid\/5 \("java"\) has ended; its parent 1 did not collect it/,
    ],
    [
      "another user's",
      [processFiles(5, 'java'), { '/proc/5/maps': { fails: 'denied' }, '/proc/self/status': 'Uid:\t7\t7\t7\t7\n' }],
      /^other-user: pid\/5 "java" belongs to tomcat \(uid 1001\); jdiag runs as uid 7 \| sudo jdiag threads pid\/5 \| or as that user: sudo -u 'tomcat'/,
    ],
    ['one that ends meanwhile', [jvm(5), { '/proc/5/maps': { fails: 'gone' } }], /^no-such-process/],
    [
      'something hidden that is not called java',
      [processFiles(5, 'init', { comm: 'init' }), { '/proc/5/maps': { fails: 'denied' } }],
      /^not-a-jvm: .*its memory map cannot be read/,
    ],
  ])('%s is refused with what there is instead', async (_, files, expected) => {
    expect(await refused(5, ...files)).toMatch(expected);
  });

  it('says that live JVMs need Linux where there is no /proc', async () => {
    const error = await pidTarget(scriptedTransport({}), 5).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'no-proc', message: expect.stringContaining('Linux') });
  });
});
