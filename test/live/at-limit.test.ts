import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { countersOf } from '../../src/parse/perf-data/layout.ts';
import perfData from '../../src/probe/perf-data.ts';
import processProbe from '../../src/probe/process.ts';
import threadDump from '../../src/probe/thread-dump.ts';
import { examine, textOf, wordsHere } from './support/examine.ts';
import {
  compileClasses,
  hasListener,
  isRoot,
  jstackUntilDeath,
  leftovers,
  type Patient,
  removeClasses,
  startPatient,
  stopPatients,
  strangers,
  until,
} from './support/patient.ts';
import { describeOnJdks } from './support/releases.ts';

/** Where cgroups that count processes can be made, v1 or v2. */
const cgroups = ['/sys/fs/cgroup/pids', '/sys/fs/cgroup'].find((folder) => {
  const children = join(folder, 'cgroup.subtree_control');
  const counts = existsSync(children)
    ? readFileSync(children, 'utf8').includes('pids')
    : existsSync(join(folder, 'tasks'));
  return isRoot && counts;
});

beforeAll(compileClasses);
afterEach(stopPatients);
afterAll(removeClasses);

if (!isRoot) process.stderr.write('SKIPPED (needs root to start a JVM as another user): a JVM at its process limit\n');

/** Room for the JVM's own 20 to 30 threads and some of the patient's. */
const processLimit = 80;

describeOnJdks('a JVM that cannot start another thread', (home) => {
  const atLimit = (
    jvmArgs: readonly string[] = [],
    as: { uid: number; gid: number } = strangers.games,
  ): Promise<Patient> => startPatient({ home, jvmArgs, as, processLimit, threads: 'max' });

  it.runIf(isRoot)('is killed by jstack', async () => {
    const patient = await atLimit();
    expect(patient.log()).toMatch(/full after \d+/);
    await jstackUntilDeath(home, patient, strangers.games);
    expect(patient.log()).toMatch(/unable to create (new )?native thread/);
  });

  it.runIf(isRoot)('survives jdiag, which brings home what can be had from outside', async () => {
    const patient = await atLimit();

    const dump = await examine(threadDump, patient.pid);
    expect(wordsHere(dump)).toEqual([
      expect.stringMatching(/^attach refused: attaching makes the JVM start a thread.*of the process limit of uid 5 /),
      expect.stringMatching(
        /^sigquit refused: it prints the thread dump into the application's stdout: allow it with --allow app-log$/,
      ),
      expect.stringMatching(/^jcmd refused: attaching makes the JVM start a thread/),
    ]);
    expect(dump.journal).toEqual([]);

    const counters = countersOf((await examine(perfData, patient.pid)).collected?.bytes as Uint8Array);
    expect(typeof counters === 'object' && counters.counters.get('java.threads.live')).toBeGreaterThan(30);

    const process = JSON.parse(textOf(await examine(processProbe, patient.pid)));
    expect(process.uidTaskCount).toBe(processLimit);
    expect(Object.keys(process.files).filter((name) => name.startsWith('task/'))).toHaveLength(processLimit);
    expect(process.files.limits).toContain('Max processes');

    expect(patient.alive()).toBe(true);
    expect(patient.log()).not.toContain('Full thread dump');
    expect(leftovers(patient)).toEqual([]);
  });

  it.runIf(isRoot)('gives a whole dump by SIGQUIT when the application log may be written to', async () => {
    const patient = await atLimit();
    const dump = await examine(threadDump, patient.pid, { allow: ['app-log'] });
    expect(wordsHere(dump)[1]).toBe('sigquit used');
    expect(dump.collected).toMatchObject({ how: 'sigquit', outcome: 'ok', problems: [] });
    expect(textOf(dump)).toMatch(/Full thread dump[\s\S]*"patient-0"[\s\S]*JNI global ref[\s\S]*\nHeap\n/);
    expect(dump.journal).toMatchObject([
      { action: `SIGQUIT to pid ${patient.pid}`, cost: 'safepoint', leaves: 'log-output' },
    ]);
    expect(patient.alive()).toBe(true);
  });

  it.runIf(isRoot)('can be attached to when its listener is already up', async () => {
    const patient = await atLimit(['-XX:+StartAttachListener']);
    await until('its attach socket', () => hasListener(patient));
    const dump = await examine(threadDump, patient.pid);
    expect(wordsHere(dump)[0]).toBe('attach used');
    expect(textOf(dump)).toContain('"patient-0"');
    expect(dump.journal.map(({ action }) => action)).toEqual(['attach: getversion', 'attach: threaddump']);
    expect(patient.alive()).toBe(true);
  });

  it.runIf(cgroups !== undefined)('survives also when the limit is the cgroup of an ancestor', async () => {
    const outer = join(cgroups as string, `jdiag-test-${process.pid}`);
    const inner = join(outer, 'app');
    mkdirSync(inner, { recursive: true });
    try {
      writeFileSync(join(outer, 'pids.max'), String(processLimit));
      const patient = await startPatient({ home, cgroup: inner, threads: 'max' });
      const dump = await examine(threadDump, patient.pid);
      expect(wordsHere(dump)[0]).toMatch(
        `${processLimit} of ${processLimit} used of ${outer}/pids.max, 32 must be free`,
      );
      expect(patient.alive()).toBe(true);
      const { files } = JSON.parse(textOf(await examine(processProbe, patient.pid)));
      expect(files).toMatchObject({
        'cgroup/pids.max': String(processLimit),
        'cgroup/pids.current': String(processLimit),
      });
    } finally {
      await stopPatients();
      rmdirSync(inner);
      rmdirSync(outer);
    }
  });
});
