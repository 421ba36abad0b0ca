import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Transport } from '../../src/model/transport.ts';
import perfData from '../../src/probe/perf-data.ts';
import processProbe from '../../src/probe/process.ts';
import threadDump from '../../src/probe/thread-dump.ts';
import { localTransport } from '../../src/transport/local.ts';
import { examine, textOf, wordsHere } from './support/examine.ts';
import {
  compileClasses,
  hasListener,
  isRoot,
  leftovers,
  type Patient,
  type PatientOptions,
  removeClasses,
  startPatient,
  stateOf,
  stopPatients,
  strangers,
  until,
} from './support/patient.ts';
import { describeOnJdks } from './support/releases.ts';

beforeAll(compileClasses);
afterEach(stopPatients);
afterAll(removeClasses);

/** What must hold after jdiag looked: it runs, nothing lies around, its log has no dump nobody allowed. */
const expectSpared = (patient: Patient): void => {
  expect(patient.alive()).toBe(true);
  expect(leftovers(patient)).toEqual([]);
  expect(patient.log()).not.toContain('Full thread dump');
};

describeOnJdks('a JVM jdiag looks at goes on as before', (home) => {
  const start = (options: Omit<PatientOptions, 'home'> = {}): Promise<Patient> => startPatient({ home, ...options });

  it('an ordinary one: a first attach, then the listener that is up', async () => {
    const patient = await start();
    const first = await examine(threadDump, patient.pid);
    expect(first.collected).toMatchObject({ how: 'attach', outcome: 'ok', problems: [], cost: 'safepoint' });
    expect(textOf(first)).toMatch(/Full thread dump[\s\S]*"patient-4"[\s\S]*JNI global ref/);
    expect(first.journal.map(({ action, outcome }) => `${action}: ${outcome}`)).toEqual([
      expect.stringMatching(/^create and remove \S+\/\.attach_pid\d+, SIGQUIT to pid \d+: listening$/),
      expect.stringMatching(/^attach: getversion: \d+ bytes$/),
      expect.stringMatching(/^attach: threaddump: \d+ bytes$/),
    ]);
    const second = await examine(threadDump, patient.pid);
    expect(second.journal.map(({ action }) => action)).toEqual(['attach: getversion', 'attach: threaddump']);
    expect(textOf(second)).not.toContain('Locked ownable synchronizers');
    expectSpared(patient);
  });

  it('with -Xrs, which SIGQUIT would kill: attached to over the socket it already has', async () => {
    const patient = await start({ jvmArgs: ['-Xrs'] });
    await until('its attach socket', () => hasListener(patient));
    const sigquitOnly = { ...threadDump, rungs: threadDump.rungs.filter(({ name }) => name === 'sigquit') };
    const refused = await examine(sigquitOnly, patient.pid, { allow: ['app-log'] });
    expect(wordsHere(refused)).toEqual([expect.stringMatching(/^sigquit refused: SIGQUIT would kill it: .*-Xrs/)]);

    const dump = await examine(threadDump, patient.pid);
    expect(wordsHere(dump)[0]).toBe('attach used');
    expect(dump.journal.some(({ action }) => action.includes('SIGQUIT'))).toBe(false);
    expectSpared(patient);
  });

  it('with -Xrs and attaching disabled: nothing is left but what can be seen from outside', async () => {
    const patient = await start({ jvmArgs: ['-Xrs', '-XX:+DisableAttachMechanism'] });
    const dump = await examine(threadDump, patient.pid, { allow: ['app-log'] });
    expect(wordsHere(dump)).toEqual([
      expect.stringMatching(/^attach refused: .*DisableAttachMechanism/),
      expect.stringMatching(/^sigquit refused: SIGQUIT would kill it/),
      expect.stringMatching(/^jcmd refused: .*DisableAttachMechanism/),
    ]);
    expect(dump.journal).toEqual([]);
    expectSpared(patient);
  });

  it.each([
    ['with its counters', []],
    ['without them', ['-XX:-UsePerfData']],
  ])('with -XX:+DisableAttachMechanism, %s: no attach, so no dump in its log', async (_, more) => {
    const patient = await start({ jvmArgs: ['-XX:+DisableAttachMechanism', ...more] });
    const dump = await examine(threadDump, patient.pid);
    expect(wordsHere(dump)[0]).toMatch(/^attach refused: the JVM runs with -XX:\+DisableAttachMechanism/);
    expect(dump.collected).toBeUndefined();
    expectSpared(patient);
    const allowed = await examine(threadDump, patient.pid, { allow: ['app-log'] });
    expect(textOf(allowed)).toContain('"patient-0"');
    expect(patient.alive()).toBe(true);
  });

  it('one that does not answer an attach: asked once, never again', async () => {
    // Neither the command line nor counters tell that attaching is disabled.
    const environment = { JAVA_TOOL_OPTIONS: '-XX:+DisableAttachMechanism -XX:-UsePerfData' };
    const patient = await start({ environment });
    const dump = await examine(threadDump, patient.pid, { timeoutMs: 1_000 });
    expect(wordsHere(dump)).toEqual([
      expect.stringMatching(
        /^attach failed: the JVM opened no attach socket within 1 s; not tried again\..*attaching disabled/,
      ),
      expect.stringMatching(/^sigquit refused: .*--allow app-log$/),
      expect.stringMatching(/^jcmd refused: attaching was tried and failed/),
    ]);
    expect(dump.journal).toMatchObject([{ outcome: 'no socket', leaves: 'log-output' }]);
    expect(patient.log().match(/Full thread dump/g)).toHaveLength(1);
    expect(leftovers(patient)).toEqual([]);
    expect(patient.alive()).toBe(true);
  });

  it('stopped: refused, and nothing of jdiag happens when it goes on', async () => {
    const patient = await start();
    process.kill(patient.pid, 'SIGSTOP');
    await until('it to stop', () => stateOf(patient) === 'T');
    const dump = await examine(threadDump, patient.pid, { allow: ['app-log'] });
    expect(wordsHere(dump)).toEqual(
      ['attach', 'sigquit', 'jcmd'].map((rung) =>
        expect.stringMatching(`^${rung} refused: the process is stopped \\(SIGSTOP\\).*kill -CONT ${patient.pid}`),
      ),
    );
    expect((await examine(perfData, patient.pid)).collected?.outcome).toBe('ok');
    expect((await examine(processProbe, patient.pid)).collected?.outcome).toBe('ok');
    await delay(400);
    process.kill(patient.pid, 'SIGCONT');
    await until('it to go on', () => patient.log().includes('gap'));
    await delay(200);
    expectSpared(patient);
  });

  it('without counters: said why, the rest as usual', async () => {
    const patient = await start({ jvmArgs: ['-XX:-UsePerfData'] });
    expect(wordsHere(await examine(perfData, patient.pid))).toEqual([
      'hsperfdata refused: the JVM was started with -XX:-UsePerfData',
    ]);
    expect(wordsHere(await examine(threadDump, patient.pid))[0]).toBe('attach used');
    expectSpared(patient);
  });

  it.runIf(isRoot)("another user's: spoken to as that user", async () => {
    const patient = await start({ as: strangers.news });
    const dump = await examine(threadDump, patient.pid);
    expect(wordsHere(dump)[0]).toBe('attach used');
    expect(dump.collected).toMatchObject({ how: 'attach', outcome: 'ok', problems: [] });
    expect((await examine(perfData, patient.pid)).collected?.outcome).toBe('ok');
    expectSpared(patient);
  });

  it('one whose stdout goes to another program: no SIGQUIT, whose dump nobody could read back', async () => {
    const patient = await start({ stdout: 'socket', jvmArgs: ['-XX:+DisableAttachMechanism'] });
    const dump = await examine(threadDump, patient.pid, { allow: ['app-log'] });
    expect(wordsHere(dump)[1]).toMatch(/^sigquit refused: its stdout is a socket/);
    expect(patient.alive()).toBe(true);
  });

  it('one that would pause longer than --max-pause: refused with the estimate', async () => {
    const patient = await start({ threads: 300 });
    const dump = await examine(threadDump, patient.pid, { maxPauseMs: 1, allow: ['app-log'] });
    expect(wordsHere(dump)[0]).toMatch(
      /^attach refused: it would pause the JVM for about \d+ ms, more than --max-pause 1 ms$/,
    );
    expect(dump.journal).toEqual([]);
    expect(hasListener(patient)).toBe(false);
  });

  it('jcmd, where jdiag has no socket of its own', async () => {
    const patient = await start();
    const { unixSocket: _, ...without } = localTransport();
    const dump = await examine(threadDump, patient.pid, { transport: without });
    expect(wordsHere(dump)).toEqual([
      'attach refused: no UNIX sockets on this machine',
      'sigquit not-needed',
      'jcmd used',
    ]);
    expect(textOf(dump)).toContain('"patient-0"');
    expectSpared(patient);
  });
});

describeOnJdks('a JVM that ends while jdiag looks', (home) => {
  /** The transport of this machine, with something done right before a request. */
  const before = (command: string, action: () => Promise<void>): Transport => {
    const local = localTransport();
    return {
      ...local,
      unixSocket: async (path, request, as, limits) => {
        if (new TextDecoder().decode(request).includes(command)) await action();
        return (local.unixSocket as NonNullable<Transport['unixSocket']>)(path, request, as, limits);
      },
    };
  };

  it('in the middle of an attach: reported as ended, nothing is left', async () => {
    const patient = await startPatient({ home });
    const transport = before('threaddump', async () => {
      process.kill(patient.pid, 'SIGKILL');
      await until('the JVM to end', () => !patient.alive());
    });
    const dump = await examine(threadDump, patient.pid, { transport, allow: ['app-log'] });
    expect(wordsHere(dump)).toEqual([
      expect.stringMatching(/^attach failed: the process ended: /),
      expect.stringMatching(/^sigquit refused: the process ended/),
      expect.stringMatching(/^jcmd refused: the process ended/),
    ]);
    expect(leftovers(patient)).toEqual([]);
  });

  it('between the trigger file and the signal: the file is gone though /proc/PID/cwd is, too', async () => {
    const patient = await startPatient({ home });
    const local = localTransport();
    const transport: Transport = {
      ...local,
      signal: async (pid, signal) => {
        expect(existsSync(`${patient.folder}/.attach_pid${pid}`)).toBe(true);
        process.kill(pid, 'SIGKILL');
        await until('the JVM to end', () => !patient.alive());
        await local.signal?.(pid, signal);
      },
    };
    const dump = await examine(threadDump, patient.pid, { transport });
    expect(wordsHere(dump)[0]).toMatch(/^attach failed: the process ended: cannot send SIGQUIT/);
    expect(leftovers(patient)).toEqual([]);
  });

  it('Ctrl-C right after the signal: no trigger file stays, no dump lands in its log', async () => {
    const patient = await startPatient({ home });
    const interrupt = new AbortController();
    const local = localTransport();
    const transport: Transport = {
      ...local,
      signal: async (pid, signal) => {
        await local.signal?.(pid, signal);
        interrupt.abort();
      },
    };
    const dump = await examine(threadDump, patient.pid, { transport, signal: interrupt.signal });
    expect(wordsHere(dump)[0]).toBe('attach failed: interrupted');
    await delay(300);
    expectSpared(patient);
  });
});

describeOnJdks('a program that is no JVM', () => {
  it('is refused by name, and never signalled', async () => {
    const child = spawn('sleep', ['30']);
    try {
      await expect(examine(threadDump, child.pid ?? 0)).rejects.toThrow(/"sleep", not a JVM/);
    } finally {
      child.kill('SIGKILL');
    }
  });
});
