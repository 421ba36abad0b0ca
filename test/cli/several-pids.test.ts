import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { compileClasses, removeClasses, startPatient, stopPatients } from '../live/support/patient.ts';
import { jdiag, scratch } from '../support/cli.ts';
import { describeWithJdk } from '../support/jdk.ts';
import { schemaMistakes } from '../support/schema.ts';

beforeAll(compileClasses);
afterEach(stopPatients);
afterAll(removeClasses);

const env = { XDG_STATE_HOME: scratch() };
const nobody = 'pid/4194303';

describeWithJdk('several processes at once', (home) => {
  test('one that does not exist keeps nobody from the others: exit 3', async () => {
    const { pid } = await startPatient({ home });
    const { code, stdout, stderr } = await jdiag(['threads', `pid/${pid}`, nobody, '--dumps', '1', '--json'], { env });
    expect(code).toBe(3);
    const report = JSON.parse(stdout);
    expect(schemaMistakes('report', report, true)).toEqual([]);
    expect(report.views.threads).toHaveLength(1);
    expect(report.subjects.map(({ target }: { target: string }) => target)).toEqual([`pid/${pid}`, nobody]);
    expect(stderr).toContain(`${nobody}: no such process`);
  });

  test('none that exists is a wrong request that names each', async () => {
    const { code, stdout, stderr } = await jdiag(['threads', nobody, `pid/${process.pid}`], { env });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`${nobody}: no such process`);
    expect(stderr).toContain('not a JVM');
  });

  test('the same one twice is asked once', async () => {
    const { pid } = await startPatient({ home });
    const words = ['threads', `pid/${pid}`, `pid/0${pid}`, '--dumps', '1', '--json'];
    const { code, stdout } = await jdiag(words, { env });
    expect(code).toBe(0);
    const report = JSON.parse(stdout);
    expect(report.views.threads).toHaveLength(1);
    expect(report.notices[0].message).toContain('was given twice');
  });

  test('the capture is named also when the report cannot be written', async () => {
    const { pid } = await startPatient({ home });
    const words = ['threads', `pid/${pid}`, '--dumps', '1', '--output-file', '/dev/full'];
    const { code, stdout, stderr } = await jdiag(words, { env });
    expect(code).toBe(2);
    expect(stdout).toContain('verdict:');
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/^capture: \//);
  });

  test('a JVM that cannot be attached to: why is said once on the screen', async () => {
    const { pid } = await startPatient({ home, jvmArgs: ['-XX:+DisableAttachMechanism'] });
    const { code, stdout } = await jdiag(['threads', `pid/${pid}`, '--dumps', '2', '--interval', '100ms'], { env });
    expect(code).toBe(3);
    expect(stdout).toContain('0 of 2 were had');
    const said = stdout.slice(stdout.indexOf('NOT COLLECTED')).match(/DisableAttachMechanism/g) ?? [];
    expect(said.length).toBeLessThanOrEqual(2);
  });
});
