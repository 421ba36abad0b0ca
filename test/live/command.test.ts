import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { jdiag, scratch } from '../support/cli.ts';
import { schemaMistakes } from '../support/schema.ts';
import { compileClasses, isRoot, removeClasses, startPatient, stopPatients, strangers } from './support/patient.ts';
import { describeOnJdks } from './support/releases.ts';

beforeAll(compileClasses);
afterEach(stopPatients);
afterAll(removeClasses);

const folder = scratch();
/** Calls back once the run below that state folder has stored its first thread dump. */
const whenCaptured = (state: string, then: () => void): void => {
  const timer = setInterval(() => {
    const captures = join(state, 'jdiag/captures');
    const [name] = existsSync(captures) ? readdirSync(captures) : [];
    if (name === undefined || !existsSync(join(captures, name, 'raw/jvm-1/thread-dump'))) return;
    clearInterval(timer);
    then();
  }, 20);
};

const env = { XDG_STATE_HOME: folder };

describeOnJdks('jdiag on a running JVM', (home) => {
  it('diagnoses it, leaves a capture behind, and the capture says the same', async () => {
    const patient = await startPatient({ home });
    const live = await jdiag(['threads', `pid/${patient.pid}`, '--dumps', '2', '--interval', '300ms', '--json'], {
      env,
    });
    expect(live.code).toBe(0);
    const report = JSON.parse(live.stdout);
    expect(schemaMistakes('report', report, true)).toEqual([]);
    expect(report.views.threads).toHaveLength(2);
    expect(report.subjects[0]).toMatchObject({ pid: patient.pid, mainClass: 'Patient' });

    const capture = /^capture: (.*)$/m.exec(live.stderr)?.[1] ?? '';
    expect(live.stderr.trimEnd().split('\n').at(-1)).toBe(`capture: ${capture}`);
    const again = JSON.parse((await jdiag(['analyze', capture, '--json'])).stdout);
    // analyze asks every rule, threads those on threads and pools.
    const asked = new Set(report.verdicts.map(({ ruleId }: { ruleId: string }) => ruleId));
    expect(again.verdicts.filter(({ ruleId }: { ruleId: string }) => asked.has(ruleId))).toEqual(report.verdicts);
    const last = JSON.parse((await jdiag(['report', '--last', '--json'], { env })).stdout);
    expect(last.artifacts).toEqual(report.artifacts);
    expect(patient.alive()).toBe(true);
  });

  it('capture writes a .tgz that analyze reads, and a folder when asked', async () => {
    const patient = await startPatient({ home });
    const words = ['capture', `pid/${patient.pid}`, '--dumps', '1'];
    const temporary = join(folder, 'tmp');
    mkdirSync(temporary);
    for (const name of ['sick.tgz', 'sick-folder']) {
      const path = join(folder, name);
      const { code, stdout } = await jdiag([...words, '--output-file', path, '--json'], { env });
      expect(code).toBe(0);
      const document = JSON.parse(stdout);
      expect(schemaMistakes('capture', document, true)).toEqual([]);
      expect(document.path).toBe(path);
      const analysed = await jdiag(['analyze', path, '--json'], { env: { TMPDIR: temporary } });
      expect(JSON.parse(analysed.stdout).views.threads).toHaveLength(1);
      rmSync(path, { recursive: true });
    }
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('ps lists it', async () => {
    const patient = await startPatient({ home });
    const { stdout } = await jdiag(['ps', '--json']);
    const document = JSON.parse(stdout);
    expect(schemaMistakes('ps', document, true)).toEqual([]);
    expect(document.jvms).toContainEqual(
      expect.objectContaining({ target: `pid/${patient.pid}`, mainClass: 'Patient', pid: patient.pid }),
    );
  });

  it('that cannot be attached to: /proc and counters are had, the rest is said, exit 3', async () => {
    const patient = await startPatient({ home, jvmArgs: ['-XX:+DisableAttachMechanism'] });
    const { code, stdout, stderr } = await jdiag(['threads', `pid/${patient.pid}`, '--dumps', '1', '--json'], { env });
    expect(code).toBe(3);
    const report = JSON.parse(stdout);
    expect(report.verdict).toBe('incomplete');
    expect(
      report.artifacts.map(({ kind, outcome }: { kind: string; outcome: string }) => `${kind} ${outcome}`),
    ).toEqual(expect.arrayContaining(['process ok', 'perf-data ok', 'thread-dump failed']));
    expect(stderr).toContain('DisableAttachMechanism');
    expect(patient.alive()).toBe(true);
  });

  it('Ctrl-C in the middle: 130, the capture says it is incomplete, nothing is left at the JVM', async () => {
    const patient = await startPatient({ home });
    const own = join(folder, 'interrupted');
    const { code, stdout, stderr } = await jdiag(
      ['threads', `pid/${patient.pid}`, '--dumps', '50', '--interval', '200ms'],
      {
        env: { XDG_STATE_HOME: own },
        during: (child) => whenCaptured(own, () => child.kill('SIGINT')),
      },
    );
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(patient.alive()).toBe(true);
    const capture = /^capture so far: (.*)$/m.exec(stderr)?.[1] ?? '';
    const report = JSON.parse((await jdiag(['analyze', capture, '--json'])).stdout);
    expect(report.exitCode).toBe(3);
    expect(report.notices.map(({ message }: { message: string }) => message).join('\n')).toContain(
      'did not end in order',
    );
  });

  it.runIf(isRoot)("another user's JVM: refused in words without rights", async () => {
    const patient = await startPatient({ home, as: strangers.games });
    const { code, stderr } = await jdiag(['threads', `pid/${patient.pid}`], { uid: strangers.news.uid, cwd: '/' });
    expect(code).toBe(2);
    expect(stderr).toMatch(/another user|games/);
    expect(stderr).toContain('sudo');
    expect(patient.alive()).toBe(true);
  });
});
