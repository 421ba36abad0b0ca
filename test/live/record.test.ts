import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { jdiag, scratch } from '../support/cli.ts';
import { schemaMistakes } from '../support/schema.ts';
import { compileClasses, removeClasses, startPatient, stopPatients } from './support/patient.ts';
import { describeOnJdks } from './support/releases.ts';

beforeAll(compileClasses);
afterEach(stopPatients);
afterAll(removeClasses);

const folder = scratch();
const names = (capture: string, kind: string): readonly string[] => {
  const path = join(capture, 'raw/jvm-1', kind);
  return existsSync(path) ? readdirSync(path).filter((name) => !name.endsWith('.partial')) : [];
};
const recordingOf = (capture: string): string => {
  const path = join(capture, 'raw/jvm-1/recording/001.jsonl');
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
};
/** Calls back once so many lines of the recording hold that text. */
const whenRecorded = (capture: string, text: string, times: number, then: () => void): void => {
  const timer = setInterval(() => {
    if (recordingOf(capture).split(text).length - 1 < times) return;
    clearInterval(timer);
    then();
  }, 20);
};

describeOnJdks('the flight recorder', (home) => {
  it('takes dumps when the condition comes true, goes on, and says how the JVM ended', async () => {
    const patient = await startPatient({ home, leak: { perSecond: 50, seconds: 6 } });
    const path = join(folder, 'leak');
    const words = ['--every', '1s', '--keep', '3', '--until-exit', '--dumps', '1', '--when', 'threads > 90'];
    const { code, stdout, stderr } = await jdiag([
      'capture',
      `pid/${patient.pid}`,
      ...words,
      '--output-file',
      path,
      '--json',
    ]);
    expect(code).toBe(0);
    const document = JSON.parse(stdout);
    expect(schemaMistakes('capture', document, true)).toEqual([]);
    expect(document.complete).toBe(true);
    expect(document.recordings).toMatchObject([{ crossings: 1, sets: 1, end: { reason: 'the process is gone' } }]);
    expect(stderr).toMatch(/came true \(threads \d+\): dumps, set 1 of 3/);
    expect(names(path, 'thread-dump')).toHaveLength(1);
    // The ring, and the one beside the dump.
    expect(names(path, 'process').length).toBeLessThanOrEqual(4);
    expect(recordingOf(path).split('"figures"').length).toBeGreaterThan(1);

    const report = JSON.parse((await jdiag(['analyze', path, '--json'])).stdout);
    expect(schemaMistakes('report', report, true)).toEqual([]);
    const rules = report.findings.map(({ ruleId }: { ruleId: string }) => ruleId);
    // Its last line, written after the last reading, is there as well.
    expect(rules).toEqual(expect.arrayContaining(['threads/native-thread-exhausted', 'recording/jvm-ended']));
    const kinds = report.views.timeline[0].events.map(({ kind }: { kind: string }) => kind);
    expect(kinds.indexOf('condition')).toBeLessThan(kinds.indexOf('jvm-end'));
  });

  it('killed with -9 it loses nothing of what it had recorded', async () => {
    const patient = await startPatient({ home });
    const path = join(folder, 'killed');
    await jdiag(['capture', `pid/${patient.pid}`, '--every', '1s', '--output-file', path], {
      during: (child) => whenRecorded(path, '"figures"', 2, () => child.kill('SIGKILL')),
    });
    const report = JSON.parse((await jdiag(['analyze', path, '--json'])).stdout);
    expect(report.artifacts.map(({ kind }: { kind: string }) => kind)).toEqual(
      expect.arrayContaining(['recording', 'process', 'gc-counters']),
    );
    expect(patient.alive()).toBe(true);
  });

  it('Ctrl-C ends it in order: 130, a whole capture', async () => {
    const patient = await startPatient({ home });
    const path = join(folder, 'ended.tgz');
    const live = join(folder, 'state');
    const { code, stdout } = await jdiag(['capture', `pid/${patient.pid}`, '--every', '1s', '--output-file', path], {
      env: { XDG_STATE_HOME: live },
      during: (child) => {
        const timer = setInterval(() => {
          const captures = join(live, 'jdiag/captures');
          const [name] = existsSync(captures) ? readdirSync(captures) : [];
          if (name === undefined || !recordingOf(join(captures, name)).includes('"figures"')) return;
          clearInterval(timer);
          child.kill('SIGINT');
        }, 20);
      },
    });
    expect(code).toBe(130);
    expect(stdout).toContain('it still ran when the recording ended (Ctrl-C)');
    const report = JSON.parse((await jdiag(['analyze', path, '--json'])).stdout);
    expect(report.exitCode).toBe(0);
    expect(patient.alive()).toBe(true);
  });

  it('without --until-exit the condition is its end; one that cannot be answered is exit 3', async () => {
    const patient = await startPatient({ home });
    const once = ['capture', `pid/${patient.pid}`, '--every', '1s', '--dumps', '1', '--json'];
    const fired = await jdiag([...once, '--when', 'threads > 1', '--output-file', join(folder, 'fired')]);
    expect(fired.code).toBe(0);
    expect(JSON.parse(fired.stdout).recordings).toMatchObject([{ sets: 1, stopped: 'the condition came true' }]);
    const never = await jdiag([
      ...once,
      '--when',
      'restarts > 1',
      '--for',
      '3s',
      '--output-file',
      join(folder, 'never'),
    ]);
    expect(never.code).toBe(3);
    expect(JSON.parse(never.stdout).recordings).toMatchObject([{ unanswered: ['restarts'], stopped: '--for is over' }]);
  });

  it('a process has no successor: --follow is a wrong request', async () => {
    const { code, stderr } = await jdiag(['capture', 'pid/1', '--follow']);
    expect(code).toBe(2);
    expect(stderr).toContain('--follow goes on with the next JVM of a pod or a workload, and pid/1 is none');
  });

  it('a wrong name is exit 2 with its place and the names there are, before the JVM is touched', async () => {
    const { code, stderr } = await jdiag(['capture', 'pid/1', '--when', 'thread > 5']);
    expect(code).toBe(2);
    expect(stderr).toContain('^^^^^^');
    expect(stderr).toContain('did you mean threads?');
    expect(stderr).toContain('names: threads, memoryPct');
  });
});
