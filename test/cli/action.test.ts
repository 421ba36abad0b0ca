import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { root, scratch } from '../support/cli.ts';

const action = parse(readFileSync(join(root, '.github/actions/check/action.yml'), 'utf8'));
const [step] = action.runs.steps;
const folder = scratch();

/** Runs the script of the action as a runner does: its inputs come as environment. */
const run = (inputs: Readonly<Record<string, string>>) => {
  const output = join(folder, 'output');
  writeFileSync(output, '');
  const names = Object.fromEntries(
    Object.entries<string>(step.env).map(([name, value]) => {
      const input = /inputs\.([\w-]+)/.exec(value)?.[1] as string;
      return [name, inputs[input] ?? action.inputs[input].default ?? ''];
    }),
  );
  const { status, stdout } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run], {
    cwd: root,
    env: { ...process.env, ...names, GITHUB_OUTPUT: output, JDIAG_BIN: join(root, 'bin/run.js') },
    encoding: 'utf8',
  });
  return { status, stdout, output: readFileSync(output, 'utf8') };
};

describe('the GitHub action', () => {
  test('checks captures and tells its exit code', () => {
    const { status, stdout, output } = run({ paths: 'fixtures/captures/log-healthy-jdk17' });
    expect({ status, output }).toEqual({ status: 0, output: 'exit-code=0\n' });
    expect(stdout).toContain('1 of 1 captures as expected');
  });

  test('annotates findings and writes the report', () => {
    const report = join(folder, 'jdiag.xml');
    const paths = 'fixtures/captures/spring-requires-new-one-pool-jdk17';
    const { status, stdout, output } = run({ command: 'analyze', paths, report: `junit=${report}` });
    expect({ status, output }).toEqual({ status: 1, output: 'exit-code=1\n' });
    expect(stdout).toMatch(/^::error file=/);
    expect(readFileSync(report, 'utf8')).toContain('<testsuites');
    expect(run({ command: 'analyze', paths, 'fail-on': 'never' }).status).toBe(0);
  });

  test('judges captures of last night that have no expectations, with a baseline, into several reports', () => {
    const [junit, json] = [join(folder, 'night.xml'), join(folder, 'night.json')];
    const paths = join(folder, 'night');
    cpSync(join(root, 'fixtures/captures/kube-autoscaler-memory-kept'), paths, { recursive: true });
    rmSync(join(paths, 'expect.yaml'));
    expect(run({ paths }).status).toBe(1);
    const night = { paths, 'fail-on': 'critical', report: `junit=${junit}\njson=${json}\n` };
    expect(run(night).status).toBe(0);
    expect(readFileSync(junit, 'utf8')).toContain('<testsuites');
    expect(JSON.parse(readFileSync(json, 'utf8')).kind).toBe('check');
    const baseline = join(folder, 'accepted.yaml');
    const words = ['analyze', paths, '--write-baseline', baseline, '--reason', 'moved to CPU', '--fail-on', 'never'];
    spawnSync(join(root, 'bin/run.js'), words, { cwd: root });
    expect(run({ ...night, 'fail-on': 'warning' }).status).toBe(1);
    expect(run({ ...night, 'fail-on': 'warning', baseline }).status).toBe(0);
  });

  test('refuses a command it does not have', () => {
    expect(run({ command: 'heap; rm -rf /', paths: 'x' }).status).toBe(2);
  });
});
