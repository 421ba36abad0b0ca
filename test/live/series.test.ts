import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Collected } from '../../src/model/capture.ts';
import { statFields } from '../../src/model/proc-text.ts';
import { collectDumps } from '../../src/probe/ladder/dumps.ts';
import processProbe from '../../src/probe/process.ts';
import threadDump from '../../src/probe/thread-dump.ts';
import { listLocalJvms } from '../../src/target/local-jvms.ts';
import { localTransport } from '../../src/transport/local.ts';
import { contextFor } from './support/examine.ts';
import { compileClasses, leftovers, removeClasses, startPatient, stopPatients } from './support/patient.ts';
import { describeOnJdks } from './support/releases.ts';

beforeAll(compileClasses);
afterEach(stopPatients);
afterAll(removeClasses);

const text = ({ bytes }: Collected): string => new TextDecoder().decode(bytes);

/** `nid` of a thread as the kernel knows it: hexadecimal up to JDK 20, decimal from 21 on. */
const nativeId = (dump: string, name: string): number =>
  Number(new RegExp(`^"${name}".* nid=(\\S+)`, 'm').exec(dump)?.[1]);

describeOnJdks('several dumps of one JVM', (home) => {
  it('come in time order, each with a snapshot and the CPU of every thread: its own, or that of a list beside it', async () => {
    const patient = await startPatient({ home });
    const context = await contextFor(patient.pid);
    const { collected, attempts, journal } = await collectDumps(threadDump, processProbe, context, {
      dumps: 3,
      intervalMs: 100,
    });

    const dumps = collected.filter(({ how }) => how === 'attach').map(text);
    const own = dumps.every((dump) => /^"patient-0".* cpu=/m.test(dump));
    const first = own ? ['procfs', 'attach'] : ['procfs', 'attach', 'procfs'];
    expect(collected.map(({ how }) => how)).toEqual([...first, 'procfs', 'attach', 'procfs', 'attach']);
    const times = collected.map(({ takenAtMs }) => takenAtMs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    const id = nativeId(dumps[0] as string, 'patient-0');
    const snapshots = collected.filter(({ how }) => how === 'procfs').map((one) => JSON.parse(text(one)).files);
    const listed = snapshots.map((files) => files[`task/${id}/stat`]).filter((stat) => stat !== undefined);
    expect(listed).toHaveLength(own ? 0 : 3);
    for (const stat of listed) {
      expect(statFields(stat)).toMatchObject({ comm: 'patient-0', userTicks: expect.any(Number) });
    }
    expect(attempts.filter(({ status }) => status === 'used').map(({ rung }) => rung)).toEqual(['procfs', 'attach']);
    expect(journal.filter(({ action }) => action.includes('SIGQUIT'))).toHaveLength(1);
    expect(patient.alive()).toBe(true);
    expect(leftovers(patient)).toEqual([]);
  });

  it('the JVM is in the list of this machine, with its user, main class and version', async () => {
    const patient = await startPatient({ home });
    const found = (await listLocalJvms(localTransport())).find(({ identity }) => identity.pid === patient.pid);
    expect(found).toMatchObject({ mainClass: 'Patient', version: expect.stringMatching(/^\d+\./), unreadable: [] });
    expect(Math.abs((found?.startedAtMs ?? 0) - Date.now())).toBeLessThan(120_000);
  });
});
