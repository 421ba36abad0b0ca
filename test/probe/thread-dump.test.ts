import { describe, expect, it } from 'vitest';
import type { ProbeContext } from '../../src/model/probe.ts';
import { climb } from '../../src/probe/ladder/climb.ts';
import threadDump from '../../src/probe/thread-dump.ts';
import { type Script, scriptedTransport } from '../../src/transport/scripted.ts';
import { contextOn, type Files, listenerUp, machine, statText, statusText } from './support/scene.ts';

const dump =
  '2026-11-20 10:00:00\nFull thread dump OpenJDK 64-Bit Server VM (17.0.15+6 mixed mode):\n\n"main" #1\n\nJNI global refs: 4, weak refs: 0\n\n';
const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

const socket = '/proc/100/root/tmp/.java_pid100';

/** A JVM that answers as release 17 does, unless told otherwise. */
const jvm = (
  answer: (request: string) => ReturnType<NonNullable<Script['sockets']>[string]> = () => `0\n${dump}`,
): Pick<Script, 'sockets' | 'onSignal' | 'onCreate'> => ({
  sockets: {
    [socket]: (request) => {
      const words = text(request);
      return words.includes('getversion') ? '-1\nOperation getversion not recognized!' : answer(words);
    },
  },
  onSignal: () => undefined,
  onCreate: () => undefined,
});

const run = async (files: Files, script: Omit<Script, 'files'> = jvm(), more: Partial<ProbeContext> = {}) => {
  const transport = scriptedTransport({ files: machine(files), ...script });
  const result = await climb(threadDump, contextOn(transport, more));
  const acts = transport.calls.filter((call) => /^(?:signal|create|remove|ask|exec)/.test(call));
  return {
    ...result,
    acts,
    // What only containers have is tested there.
    reasons: result.attempts
      .filter(({ rung }) => ['attach', 'sigquit', 'jcmd'].includes(rung))
      .map(({ status, reason }) => (reason === undefined ? status : `${status}: ${reason}`)),
  };
};

describe('before anything is done to the JVM', () => {
  it.each<[string, Files, RegExp]>([
    ['stopped', { '/proc/100/status': statusText({ State: 'T (stopped)' }) }, /stopped \(SIGSTOP\)/],
    ['held by a debugger', { '/proc/100/status': statusText({ State: 't (tracing stop)' }) }, /debugger/],
    ['frozen', { '/sys/fs/cgroup/kube/pod/app/cgroup.events': 'populated 1\nfrozen 1\n' }, /frozen by its cgroup/],
    ['OpenJ9', { '/proc/100/maps': '7f00-7f01 r-xp 00000000 08:01 77 /opt/j9/lib/default/libj9vm29.so\n' }, /OpenJ9/],
  ])('%s: every rung is refused', async (_, files, reason) => {
    const { acts, reasons, collected } = await run(files, jvm(), { allow: new Set(['app-log']) });
    expect(reasons).toEqual([1, 2, 3].map(() => expect.stringMatching(reason)));
    expect(acts).toEqual([]);
    expect(collected).toBeUndefined();
  });

  it.each<[string, Files, RegExp]>([
    [
      'attaching disabled by the command line',
      { '/proc/100/cmdline': 'java\0-XX:+DisableAttachMechanism\0App\0' },
      /DisableAttachMechanism/,
    ],
    [
      'no handler for SIGQUIT (-Xrs)',
      { '/proc/100/status': statusText({ SigCgt: '2000000181001cc8' }) },
      /SIGQUIT would kill it: .*-Xrs/,
    ],
    ['a SigCgt that cannot be read', { '/proc/100/status': statusText({ SigCgt: '' }) }, /SIGQUIT would kill it/],
    ['a read-only /tmp', { '/proc/100/mountinfo': '40 1 0:30 / / ro - overlay o rw\n' }, /its \/tmp is read-only/],
    ['no head-room', { '/proc/sys/kernel/threads-max': '900\n' }, /attaching makes the JVM start a thread/],
    [
      'a socket nobody holds',
      { [socket]: { stat: { kind: 'socket', uid: 1001 } } },
      /not the socket of this JVM: left behind by an earlier process with that pid/,
    ],
    [
      'a socket that another process holds',
      { ...listenerUp, '/proc/100/fd/7': { link: 'socket:[9001]' } },
      /socket of another JVM/,
    ],
    [
      'a socket of another user',
      { ...listenerUp, [socket]: { stat: { kind: 'socket', uid: 7 } } },
      /\(uid 7\) is the socket of another JVM/,
    ],
    ['a file in the place of the socket', { [socket]: '' }, /is a file, not the socket of this JVM/],
    ['a link in the place of the socket', { [socket]: { link: '/run/docker.sock' } }, /is a link/],
    ['a /tmp that cannot be seen', { [socket]: { fails: 'denied' } }, /its \/tmp cannot be looked into/],
  ])('%s: no attach', async (_, files, reason) => {
    const { acts, reasons } = await run(files);
    expect(reasons[0]).toMatch(/^refused: /);
    expect(reasons[0]).toMatch(reason);
    expect(acts).toEqual([]);
  });

  it('page cache under the memory limit is as good as free', async () => {
    const cached = {
      ...listenerUp,
      '/sys/fs/cgroup/kube/pod/memory.max': '100000000\n',
      '/sys/fs/cgroup/kube/pod/memory.current': '99000000\n',
      '/sys/fs/cgroup/kube/pod/memory.stat': 'anon 50000000\nfile 49000000\nshmem 0\n',
    };
    expect((await run(cached)).reasons[0]).toBe('used');
    expect((await run({ ...cached, '/sys/fs/cgroup/kube/pod/memory.stat': { fails: 'denied' } })).reasons[0]).toMatch(
      /^refused: .*memory limit/,
    );
  });

  it('-XX:-DisableAttachMechanism after the plus is no reason', async () => {
    const cmdline = 'java\0-XX:+DisableAttachMechanism\0-XX:-DisableAttachMechanism\0App\0';
    expect((await run({ ...listenerUp, '/proc/100/cmdline': cmdline })).reasons[0]).toBe('used');
  });

  it('another user that jdiag cannot be: said before a signal is sent', async () => {
    const { acts, reasons } = await run({}, { ...jvm(), cannotActAs: ({ uid }) => `the JVM belongs to uid ${uid}` });
    expect(reasons[0]).toBe('refused: the JVM belongs to uid 1001');
    expect(acts).toEqual([]);
  });

  it('a process that is gone, or whose pid was given to another one', async () => {
    expect((await run({ '/proc/100/stat': { fails: 'not-found' } })).reasons).toEqual([
      'failed: the process ended',
      'refused: the process ended',
      'refused: the process ended',
    ]);
    expect((await run({ '/proc/100/stat': statText(100, 9999) })).reasons[0]).toMatch(
      /its pid belongs to another one now/,
    );
    expect((await run({ '/proc/100/stat': statText(100, 5000, 'Z') })).reasons[0]).toBe('failed: the process ended');
  });
});

describe('the attach itself', () => {
  it('with the listener up: no signal, no file, no head-room needed', async () => {
    const { acts, collected, reasons } = await run({ ...listenerUp, '/proc/sys/kernel/threads-max': '900\n' });
    expect(reasons).toEqual(['used', 'not-needed', 'not-needed']);
    expect(acts).toEqual([`ask ${socket}`, `ask ${socket}`]);
    expect(collected).toMatchObject({ how: 'attach', outcome: 'ok', ext: 'txt', kind: 'thread-dump' });
    expect(text(collected?.bytes)).toBe(dump);
  });

  it('without one: file, signal, socket, file removed, then the request', async () => {
    const files = machine();
    const transport = scriptedTransport({ files, ...jvm(), onSignal: () => Object.assign(files, listenerUp) });
    const result = await climb(threadDump, contextOn(transport));
    expect(result.attempts[0]?.status).toBe('used');
    expect(transport.calls.filter((call) => /^(?:signal|create|remove|ask)/.test(call))).toEqual([
      'create /proc/100/cwd/.attach_pid100',
      'signal 100',
      'remove /proc/100/cwd/.attach_pid100',
      `ask ${socket}`,
      `ask ${socket}`,
    ]);
    expect(result.journal.map(({ action, outcome, subject }) => `${subject} ${action}: ${outcome}`)).toEqual([
      'jvm-1 create and remove /proc/100/cwd/.attach_pid100, SIGQUIT to pid 100: listening',
      'jvm-1 attach: getversion: 39 bytes',
      `jvm-1 attach: threaddump: ${dump.length + 2} bytes`,
    ]);
  });

  it('a JVM that never opens its socket is signalled once; the file is removed', async () => {
    const { acts, reasons } = await run({}, jvm(), { timeoutMs: 50 });
    expect(reasons).toEqual([
      expect.stringMatching(/^failed: the JVM opened no attach socket within 0.05 s; not tried again/),
      expect.stringMatching(/^refused: its stdout is a|^refused: its stdout cannot/),
      expect.stringMatching(/^refused: attaching was tried and failed/),
    ]);
    expect(acts).toEqual(['create /proc/100/cwd/.attach_pid100', 'signal 100', 'remove /proc/100/cwd/.attach_pid100']);
  });

  it('a socket that turns out to be foreign after the signal is not spoken to', async () => {
    const files = machine();
    const foreign = { ...listenerUp, '/proc/100/fd/7': { link: 'socket:[1]' } };
    const transport = scriptedTransport({ files, ...jvm(), onSignal: () => Object.assign(files, foreign) });
    const { attempts } = await climb(threadDump, contextOn(transport));
    expect(attempts[0]).toMatchObject({ status: 'failed', reason: expect.stringContaining('socket of another JVM') });
    expect(transport.calls.filter((call) => call.startsWith('ask'))).toEqual([]);
  });

  it.each<[string, ReturnType<NonNullable<Script['sockets']>[string]>, object]>([
    [
      'is cut',
      { content: `0\n${dump}`, cutAfterBytes: 100 },
      { outcome: 'partial', problems: [expect.stringContaining('the dump is cut')] },
    ],
    ['is something else', '0\nhello', { outcome: 'partial', problems: ['this does not begin like a thread dump'] }],
  ])('an answer that %s is partial, and says so', async (_, answer, expected) => {
    expect(
      (
        await run(
          listenerUp,
          jvm(() => answer),
        )
      ).collected,
    ).toMatchObject(expected);
  });

  it.each<[string, ReturnType<NonNullable<Script['sockets']>[string]>, RegExp]>([
    ['is empty', '', /closed the attach connection without an answer/],
    ['is a refusal', '100\nno memory', /the JVM declined threaddump \(status 100\): no memory/],
    ['never comes', { stalls: true }, /timed-out/],
    ['is denied', { fails: 'denied' }, /denied/],
  ])('an answer that %s is a failure; nothing is sent twice', async (_, answer, reason) => {
    const { acts, reasons } = await run(
      listenerUp,
      jvm(() => answer),
      { timeoutMs: 30 },
    );
    expect(reasons[0]).toMatch(reason);
    expect(acts).toHaveLength(2);
  });

  it('a JVM that ends while it answers: the pid is not believed', async () => {
    let asked = false;
    const files = { ...listenerUp, '/proc/100/stat': () => (asked ? statText(100, 7777) : statText(100, 5000)) };
    const { reasons, collected } = await run(
      files,
      jvm(() => {
        asked = true;
        return `0\n${dump}`;
      }),
    );
    expect(reasons[0]).toMatch(/^failed: the process ended, its pid belongs to another one now$/);
    expect(collected).toBeUndefined();
  });

  it('JDK 25 and later are told to buffer; synchronizers only when asked for', async () => {
    const requests: string[] = [];
    const script: Script = {
      sockets: {
        [socket]: (request) => {
          requests.push(text(request));
          return text(request).includes('getversion') ? '0\n2 streaming' : `0\n${dump}`;
        },
      },
    };
    await run(listenerUp, script);
    await run(listenerUp, script, { withSynchronizers: true, maxPauseMs: 10_000 });
    expect(requests.filter((request) => request.includes('threaddump'))).toEqual([
      '2\x0023\0threaddump streaming=0\0',
      '2\x0026\0threaddump streaming=0\0-l\0',
    ]);
    expect((await run(listenerUp, script, { withSynchronizers: true, maxPauseMs: 500 })).reasons[0]).toMatch(
      /pause the JVM for about 602 ms, more than --max-pause 500 ms/,
    );
  });
});

describe('SIGQUIT', () => {
  const log = '/proc/100/fd/1';
  const allow = new Set(['app-log'] as const);
  const noAttach: Files = { '/proc/100/cmdline': 'java\0-XX:+DisableAttachMechanism\0App\0' };

  /** An application log that gets `written` after the signal. */
  const logging = (written: string, more: Partial<ProbeContext> = {}) => {
    let content = 'before\nFull thread dump of last week\n';
    const files = { ...noAttach, [log]: () => content };
    return run(
      files,
      {
        onSignal: () => {
          content += written;
        },
      },
      { allow, timeoutMs: 200, ...more },
    );
  };

  it('cuts the new dump out of the log', async () => {
    const { collected, reasons, journal } = await logging(`app line\n${dump}Heap\n g1 used 5K\n\nafter\n`);
    expect(reasons[1]).toBe('used');
    expect(text(collected?.bytes)).toBe(`${dump}Heap\n g1 used 5K\n\n`);
    expect(journal).toMatchObject([{ action: 'SIGQUIT to pid 100', leaves: 'log-output' }]);
  });

  it('a dump without heap summary ends with silence; one that stops in the middle is partial; none is a failure', async () => {
    expect((await logging(dump, { timeoutMs: 5000 })).collected).toMatchObject({ outcome: 'ok', problems: [] });
    expect((await logging(dump.slice(0, 100))).collected).toMatchObject({ outcome: 'partial' });
    expect((await logging('nothing of the kind\n')).reasons[1]).toMatch(
      /^failed: no thread dump appeared in .* not tried again/,
    );
  });

  it('is asked for on a terminal, only when it would work', async () => {
    const questions: unknown[] = [];
    const ask: ProbeContext['ask'] = async (question) => {
      questions.push(question);
      return false;
    };
    expect((await logging('', { allow: new Set(), ask })).reasons[1]).toMatch(/allow it with --allow app-log/);
    expect(questions).toMatchObject([{ allowance: 'app-log', probe: 'thread-dump', rung: 'sigquit' }]);
    await run({ ...noAttach, [log]: { stat: { kind: 'pipe' } } }, { onSignal: () => undefined }, { ask });
    expect(questions).toHaveLength(1);
    expect((await logging(`${dump}Heap\n x\n\n`, { allow: new Set(), ask: async () => true })).reasons[1]).toBe('used');
  });

  it.each(['pipe', 'socket', 'device'] as const)('is refused when stdout is a %s', async (kind) => {
    const { reasons, acts } = await run(
      { ...noAttach, [log]: { stat: { kind } } },
      { onSignal: () => undefined },
      { allow },
    );
    expect(reasons[1]).toMatch(/^refused: its stdout is a/);
    expect(acts).toEqual([]);
  });

  it('is never sent to a process without a handler, allowed or not', async () => {
    const files = { '/proc/100/status': statusText({ SigCgt: '2000000181001cc8' }), [log]: 'log' };
    const { reasons, acts } = await run(files, { onSignal: () => undefined }, { allow });
    expect(reasons[1]).toMatch(/^refused: SIGQUIT would kill it/);
    expect(acts).toEqual([]);
  });
});

describe('jcmd', () => {
  const jcmdSays = (stdout: string, code = 0): Script => ({
    onExec: () => ({
      outcome: { kind: 'exited', code },
      stdout: new TextEncoder().encode(stdout),
      stderr: 'com.sun.tools.attach.X: sad\nmore',
    }),
  });
  const own: Files = {
    '/proc/self/status': statusText({ Uid: '1001\t1001\t1001\t1001' }),
    '/proc/100/exe': { link: '/opt/jdk/jre/bin/java' },
    '/opt/jdk/bin/jcmd': '',
  };

  it('is the last way, beside the java that runs', async () => {
    const { acts, collected } = await run(own, jcmdSays(`100:\n${dump}`));
    expect(acts).toEqual(['exec /opt/jdk/bin/jcmd 100 Thread.print']);
    expect(collected).toMatchObject({ how: 'jcmd', outcome: 'ok' });
  });

  it('needs room for the threads of two', async () => {
    const { reasons, acts } = await run({ ...own, '/sys/fs/cgroup/kube/pod/pids.current': '940\n' }, jcmdSays(dump));
    expect(reasons[2]).toMatch(/940 of 1000 used .* 64 must be free/);
    expect(acts).toEqual([]);
  });

  it("must be the JVM's user", async () => {
    expect(
      (await run({ ...own, '/proc/self/status': statusText({ Uid: '0\t0\t0\t0' }) }, jcmdSays(dump))).reasons[2],
    ).toBe("refused: jcmd must run as the JVM's user, uid 1001");
  });

  it('says what went wrong', async () => {
    expect((await run(own, jcmdSays('', 1))).reasons[2]).toBe(
      'failed: /opt/jdk/bin/jcmd: exit code 1. com.sun.tools.attach.X: sad',
    );
    expect((await run(own, jcmdSays('100:\nPermission denied'))).reasons[2]).toMatch(
      /printed no thread dump: 100:\nPermission denied/,
    );
    expect((await run(own, {})).reasons[2]).toMatch(/was not found/);
  });
});
