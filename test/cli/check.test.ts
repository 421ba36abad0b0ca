import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { jdiag, root, scratch } from '../support/cli.ts';
import { schemaMistakes } from '../support/schema.ts';

const top = scratch();
const capture = join(top, 'nightly');
beforeAll(() => {
  cpSync(join(root, 'fixtures/captures/kube-autoscaler-memory-kept'), capture, { recursive: true });
  rmSync(join(capture, 'expect.yaml'));
});

const check = async (...flags: readonly string[]) => {
  const { code, stdout } = await jdiag(['check', capture, ...flags, '--json']);
  const document = JSON.parse(stdout);
  expect(schemaMistakes('check', document, true)).toEqual([]);
  return { code, document };
};

describe('check --fail-on: captures without an expect.yaml', () => {
  test('fail from that severity on; what is below is named', async () => {
    const warning = await check('--fail-on', 'warning');
    expect(warning.code).toBe(1);
    expect(warning.document.captures[0].differences.join()).toContain('container/hpa-memory-stuck warning: fired');
    const critical = await check('--fail-on', 'critical');
    expect(critical.code).toBe(0);
    const [checked] = critical.document.captures;
    expect(checked.status).toBe('ok');
    expect(checked.tolerated).toContain('container/hpa-memory-stuck warning');
    const bare = await check();
    expect(bare.code).toBe(1);
    expect(bare.document.captures[0].differences.join()).toContain('--fail-on needs none');
  });

  test('a baseline accepts what is known, until its day', async () => {
    const baseline = async (...expires: readonly string[]): Promise<string> => {
      const file = join(top, `accepted-${expires.join('')}.yaml`);
      await jdiag(['analyze', capture, '--write-baseline', file, '--reason', 'moved to CPU', ...expires]);
      return file;
    };
    const accepted = await check('--fail-on', 'warning', '--baseline', await baseline('--expires', '30d'));
    expect(accepted.code).toBe(0);
    expect(accepted.document.captures[0].accepted.join()).toContain('container/hpa-memory-stuck warning until');
    const expired = join(top, 'expired.yaml');
    const { fingerprint } = JSON.parse((await jdiag(['analyze', capture, '--json'])).stdout).findings[0];
    writeFileSync(
      expired,
      `accepted: [{rule: container/hpa-memory-stuck, fingerprint: "${fingerprint}", reason: old, expires: "2020-01-01"}]\n`,
    );
    expect((await check('--fail-on', 'warning', '--baseline', expired)).code).toBe(1);
  });

  test('several reports at once', async () => {
    const [junit, json] = [join(top, 'jdiag.xml'), join(top, 'jdiag.json')];
    const words = ['check', capture, '--fail-on', 'critical', '-o', 'github'];
    const { code, stderr } = await jdiag([...words, '--report', `junit=${junit}`, '--report', `json=${json}`]);
    expect(code).toBe(0);
    expect(stderr).toContain(`written: ${junit}`);
    expect(stderr).toContain(`written: ${json}`);
  });

  test('evidence that was lost is not OK', async () => {
    const lost = join(top, 'lost');
    cpSync(join(root, 'fixtures/captures/deadlock-monitors-jdk17'), lost, { recursive: true });
    rmSync(join(lost, 'expect.yaml'));
    rmSync(join(lost, 'raw'), { recursive: true });
    const { code, stdout } = await jdiag(['check', lost, '--fail-on', 'critical']);
    expect(code).toBe(3);
    expect(stdout).toContain('incomplete: what was not had says jdiag analyze');
  });

  test('what expect.yaml names must fire all the same', async () => {
    writeFileSync(join(capture, 'expect.yaml'), 'fires: [{rule: threads/deadlock, severity: critical}]\n');
    const { code, document } = await check('--fail-on', 'never');
    expect(code).toBe(1);
    expect(document.captures[0].differences.join()).toContain('- threads/deadlock critical: expected');
  });
});
