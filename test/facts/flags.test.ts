import { describe, expect, it } from 'vitest';
import flags from '../../src/facts/flags.ts';
import type { ProcessSnapshot } from '../../src/model/process.ts';
import { factAt, missingReason } from '../support/facts.ts';
import { evidence } from '../support/threads.ts';

const jvm = (vmArgs: string, version = '17.0.15', javaCommand = 'com.acme.Orders') =>
  evidence({
    perf: { 'java.rt.vmArgs': vmArgs, 'java.property.java.version': version, 'sun.rt.javaCommand': javaCommand },
  });

const started = (cmdline: readonly string[], more: Partial<ProcessSnapshot> = {}) =>
  evidence({ snapshots: [{ takenAtMs: 1, pid: 1, cmdline, ...more }] });

const at = (what: ReturnType<typeof jvm>, path: string) => factAt(flags, what, path);

describe('options that count for nothing', () => {
  it.each([
    ['-Xmx4g -XX:+UseG1GC -Xmx2g', [{ winner: '-Xmx2g', loser: '-Xmx4g' }]],
    ['-Xmx4g -XX:MaxRAMPercentage=75', [{ winner: '-Xmx4g', loser: '-XX:MaxRAMPercentage=75' }]],
    ['-XX:+UseG1GC -XX:-UseG1GC', [{ winner: '-XX:-UseG1GC', loser: '-XX:+UseG1GC' }]],
    [
      '-Duser.timezone=UTC -Duser.timezone=Asia/Seoul',
      [{ winner: '-Duser.timezone=Asia/Seoul', loser: '-Duser.timezone=UTC' }],
    ],
    ['-Xmx4g -Xmx4g', []],
    ['-javaagent:/a.jar -javaagent:/b.jar -Xlog:gc:a.log -Xlog:safepoint:b.log', []],
    ['--add-opens=java.base/java.lang=ALL-UNNAMED --add-opens=java.base/java.util=ALL-UNNAMED', []],
    ['-Xms1g -Xmx2g -Xss256k -Da=1 -Db=2', []],
    ['', []],
  ])('%s', (vmArgs, conflicts) => {
    expect(at(jvm(vmArgs), 'conflicts')).toEqual(conflicts);
  });

  it('are judged by the version of the JDK', () => {
    const vmArgs = '-XX:+UseBiasedLocking -XX:MaxPermSize=256m';
    expect(at(jvm(vmArgs, '1.8.0_402'), 'outdated')).toEqual([
      { flag: '-XX:MaxPermSize=256m', isIgnored: true, sinceJdk: 8 },
    ]);
    expect(at(jvm(vmArgs, '17.0.2'), 'outdated/0')).toEqual({
      flag: '-XX:+UseBiasedLocking',
      isIgnored: false,
      sinceJdk: 15,
    });
    expect(at(jvm(vmArgs, '21.0.2'), 'outdated/0')).toEqual({
      flag: '-XX:+UseBiasedLocking',
      isIgnored: true,
      sinceJdk: 18,
    });
  });

  it('are unknown where the version is', () => {
    expect(missingReason(flags, started(['java', '-Xmx1g', 'Main']), 'outdated')).toContain('version');
    expect(missingReason(flags, evidence(), 'conflicts')).toContain('options');
  });
});

describe('a command line', () => {
  it('ends its options at the main class', () => {
    const cmdline = ['/usr/bin/java', '-cp', '-Xmx9g', '-Xmx1g', '-jar', 'app.jar', '-Xmx2g', '-XX:+UseZGC'];
    expect(at(started(cmdline), 'conflicts')).toEqual([]);
    expect(at(started(cmdline), 'maxHeapBytes')).toBe(2 ** 30);
    expect(at(started(cmdline), 'zgc')).toBe(false);
  });

  it('names its agents without path and version', () => {
    const cmdline = [
      'java',
      '-javaagent:/opt/opentelemetry-javaagent-2.20.1.jar=x=y',
      '-agentpath:/usr/lib/libscouter.so',
      '-agentlib:jdwp=transport=dt',
      'Main',
    ];
    expect(at(started(cmdline), 'agents')).toEqual(['opentelemetry-javaagent', 'libscouter']);
  });
});

describe('secrets', () => {
  it.each([
    [['java', '-Dspring.datasource.password=hunter2', 'Main'], ['spring.datasource.password']],
    [['java', 'Main', '--db-password', '[redacted]'], ['db-password']],
    [['java', '-Djavax.net.ssl.keyStorePassword=[redacted]*****', 'Main'], ['javax.net.ssl.keyStorePassword']],
    [['java', 'Main', '--api.token=[redacted]'], ['api.token']],
    [['java', '-Dpassword.file=/run/secrets/x', '-Ddb.password=file:/run/secrets/y', '-Dpassword=ENC(x)', 'Main'], []],
    [['java', '-Djdk.security.allowNonCaAnchor=true', '-Dtoken.count=5', '-Dpasswordless=yes', 'Main'], []],
  ])('%j', (cmdline, names) => {
    expect(at(started(cmdline), 'secrets')).toEqual(names);
  });

  it('are named and never told', () => {
    expect(JSON.stringify(at(started(['java', '-Da.secret=hunter2']), 'secrets'))).not.toContain('hunter2');
  });
});

describe('the limits of the container', () => {
  const on = (version: 1 | 2, jdk: string) =>
    evidence({
      perf: { 'java.rt.vmArgs': '', 'java.property.java.version': jdk },
      snapshots: [{ takenAtMs: 1, pid: 1, cgroup: { version } }],
    });

  it.each([
    [1, '1.8.0_181', true],
    [1, '1.8.0_191', false],
    [2, '1.8.0_362', true],
    [2, '1.8.0_372', false],
    [2, '11.0.15', true],
    [2, '11.0.16', false],
    [1, '11.0.2', false],
    [2, '14.0.2', true],
    [2, '17', false],
    [2, '21.0.1', false],
    [1, '9.0.4', true],
  ] as const)('cgroup v%d, JDK %s: unaware %s', (version, jdk, unaware) => {
    expect(factAt(flags, on(version, jdk), 'containerUnaware')).toBe(unaware);
  });

  it('are unknown without a cgroup', () => {
    expect(missingReason(flags, jvm(''), 'containerUnaware')).toContain('cgroup');
  });
});
