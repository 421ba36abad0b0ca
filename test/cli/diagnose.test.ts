import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { jdiag, scratch } from '../support/cli.ts';
import { schemaMistakes } from '../support/schema.ts';

const nested = 'fixtures/captures/spring-requires-new-one-pool-jdk17';
const folder = scratch();

describe('jdiag diagnose', () => {
  test('says what is wrong first, the cause before what follows from it, the verdict last', async () => {
    const { code, stdout } = await jdiag(['diagnose', nested]);
    expect(code).toBe(1);
    const sections = ['WHAT IS WRONG', 'TIMELINE (UTC)', 'FINDINGS', 'leads to'].map((word) => stdout.indexOf(word));
    expect(sections).toEqual([...sections].sort((a, b) => a - b));
    expect(sections[0]).toBe(0);
    expect(stdout).not.toContain('THREAD FAMILIES');
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(
      'verdict: critical - 7 findings in 1 incident (pools/nested-acquire)',
    );
  });

  test('finds the same as analyze and report, and its document is what the schema says', async () => {
    const findings = [];
    for (const command of ['diagnose', 'analyze', 'report']) {
      const document = JSON.parse((await jdiag([command, nested, '--json'])).stdout);
      expect(schemaMistakes('report', document, true)).toEqual([]);
      findings.push(document.findings);
    }
    expect(findings[1]).toEqual(findings[0]);
    expect(findings[2]).toEqual(findings[0]);
  });

  test('writes a report for CI beside the one on the screen', async () => {
    const file = join(folder, 'junit.xml');
    const { stderr } = await jdiag(['diagnose', nested, '--report', `junit=${file}`]);
    expect(stderr).toContain(`written: ${file}`);
    expect(readFileSync(file, 'utf8')).toContain('<failure type="critical"');
  });
});

describe('jdiag report --template', () => {
  test('writes the incident document', async () => {
    const { code, stdout } = await jdiag(['report', nested, '--template', 'incident', '--lang', 'ko']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^# 장애 보고서: /);
  });

  test('fills a template of your own, and names the line of a block it does not know', async () => {
    const file = join(folder, 'own.md');
    writeFileSync(file, 'Cause: {{title}}\n');
    expect((await jdiag(['report', nested, '--template', file])).stdout).toBe(
      'Cause: Connection asked for while one is held\n',
    );
    writeFileSync(file, 'a\n{{titel}}\n');
    const { code, stderr } = await jdiag(['report', nested, '--template', file]);
    expect(code).toBe(2);
    expect(stderr).toContain(`${file}:2: there is no block {{titel}}`);
  });

  test.each([
    ['a moment without its zone', ['--started', '2026-11-20T03:00:00']],
    ['an end before the start', ['--started', '2026-11-20T03:00:00Z', '--resolved', '2026-11-20T02:00:00Z']],
    ['times without a document', ['--resolved', '2026-11-20T02:00:00Z']],
  ])('%s is a wrong request', async (name, flags) => {
    const template = name === 'times without a document' ? [] : ['--template', 'incident'];
    const { code, stdout } = await jdiag(['report', nested, ...template, ...flags]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});

describe('the text of a k6 run and the log of the server', () => {
  test('lead to the client per request as cause, the thread that failed as its victim', async () => {
    const log = join(folder, 'server.log');
    writeFileSync(
      log,
      [
        '2026-11-20 12:12:40.120 ERROR [http-nio-8080-exec-17] c.a.o.OrderController : call failed',
        '[98.7s][warning][os,thread] Failed to start thread "Unknown thread" - pthread_create failed (EAGAIN) for attributes: stacksize: 1024k, guardsize: 0k, detached.',
        '[98.7s][warning][os,thread] Failed to start the native thread for java.lang.Thread "OkHttp TaskRunner"',
        '2026-11-20 12:12:41.003 ERROR java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory or process/resource limits reached',
        '',
      ].join('\n'),
    );
    const k6 = 'fixtures/formats/k6/errors-v0.txt';
    const times = ['--k6-start', '2026-11-20T03:11:00Z', '--tz', 'Asia/Seoul'];
    const { code, stdout } = await jdiag(['diagnose', log, '--k6', k6, ...times, '--json']);
    const document = JSON.parse(stdout);
    expect(code).toBe(1);
    expect(schemaMistakes('report', document, true)).toEqual([]);
    expect(document.incidents).toHaveLength(1);
    const [{ root, follows }] = document.incidents;
    expect(root.ruleId).toBe('logs/client-leak-suspected');
    expect(follows.map(({ ruleId }: { ruleId: string }) => ruleId).sort()).toEqual([
      'load/threshold-crossed',
      'threads/native-thread-exhausted',
    ]);
    const events = document.views.timeline.flatMap((view: { events: { at: string; kind: string }[] }) => view.events);
    expect(events.map(({ at, kind }: { at: string; kind: string }) => `${at} ${kind}`).sort()).toEqual([
      '2026-11-20T03:11:00.000Z load-start',
      '2026-11-20T03:12:30.000Z load-end',
      '2026-11-20T03:12:41.003Z log',
    ]);
  });

  test('a log needs one JVM that wrote it', async () => {
    const two = [nested, 'fixtures/captures/log-healthy-jdk17'];
    const { code, stderr } = await jdiag(['diagnose', ...two, '--log', 'README.md']);
    expect(code).toBe(2);
    expect(stderr).toContain('it does not say which of the JVMs wrote it');
  });
});
