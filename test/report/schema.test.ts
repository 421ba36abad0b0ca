import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openCapture } from '../../src/capture/writer.ts';
import type { Report } from '../../src/model/report.ts';
import json from '../../src/report/json.ts';
import { collected, run, subject, temporaryFolders } from '../support/capture.ts';
import { clearReport, sickReport, threadsView, twoSubjects } from '../support/report.ts';
import { readSchema, schemaMistakes } from '../support/schema.ts';

const newFolder = temporaryFolders();
const head = { schemaVersion: 1, exitCode: 0, notices: [] };

describe('the report', () => {
  test.each<[string, Report]>([
    ['of a sick JVM', sickReport()],
    ['of a healthy one', clearReport()],
    ['of two', twoSubjects()],
    ['with every source', sickReport({ findings: sources() })],
    ['with no view', sickReport({ views: {} })],
    [
      'with likely holders',
      sickReport({
        views: { threads: [threadsView({ locks: [{ ...threadsView().locks[1]!, likelyHolders: ['a'] }] })] },
      }),
    ],
  ])('%s is what the schema says, and the schema names all of it', async (_, report) => {
    const text = await json.render(report, { columns: 80, paint: false, lang: 'en' });
    expect(schemaMistakes('report', JSON.parse(text), true)).toEqual([]);
  });

  test('may have fields that come later', () => {
    expect(schemaMistakes('report', { ...sickReport(), later: 1 })).toEqual([]);
  });

  test.each<[string, (report: ReturnType<typeof JSON.parse>) => void]>([
    ['an unknown verdict', (report) => (report.verdict = 'fine')],
    ['no subjects', (report) => delete report.subjects],
    ['a local time', (report) => (report.startedAt = '2026-01-02 03:04:05')],
    ['a time zone', (report) => (report.startedAt = '2026-01-02T03:04:05+09:00')],
    ['an exit code nobody knows', (report) => (report.exitCode = 4)],
    ['a number as text', (report) => (report.views.threads[0].total = '352')],
    ['a negative count', (report) => (report.views.threads[0].families[0].count = -1)],
    ['NaN, which JSON writes as null, as a count', (report) => (report.views.threads[0].total = Number.NaN)],
    ['half a source', (report) => delete report.findings[0].evidence[0].source.endLine],
    ['a finding without a fingerprint', (report) => delete report.findings[0].fingerprint],
    ['a status nobody knows', (report) => (report.verdicts[0].status = 'ok')],
  ])('with %s is refused', (_, spoil) => {
    const report = JSON.parse(JSON.stringify(sickReport()));
    spoil(report);
    expect(schemaMistakes('report', report).length).toBeGreaterThan(0);
  });
});

function sources(): Report['findings'] {
  const [finding] = sickReport().findings;
  const evidence = [
    { artifact: 'a', line: 1, endLine: 2 },
    { artifact: 'a', byteOffset: 0, byteLength: 8 },
    { artifact: 'a', pointer: '/x' },
  ].map((source) => ({ text: 'x', values: { a: 1, b: 'x', c: true }, source }));
  return [{ ...finding!, evidence }];
}

test('a manifest is what the schema says', async () => {
  const writer = await openCapture(join(await newFolder(), 'capture'), { ...run, allowed: ['app-log'] });
  await writer.addSubject(subject);
  await writer.addArtifact('jvm-1', collected('x'));
  const { bytes: _, ...nothing } = collected('', { outcome: 'failed', problems: ['refused'] });
  await writer.addArtifact('jvm-1', nothing);
  await writer.addJournal([
    {
      at: run.startedAt,
      subject: 'jvm-1',
      action: 'x',
      outcome: 'ok',
      durationMs: 1.5,
      cost: 'none',
      leaves: 'nothing',
    },
  ]);
  await writer.addRungs('jvm-1', [{ probe: 'thread-dump', rung: 'attach', status: 'used' }]);
  const manifest = () => JSON.parse(readFileSync(join(writer.folder, 'manifest.json'), 'utf8'));
  expect(schemaMistakes('capture-manifest', manifest(), true)).toEqual([]);
  await writer.close({ endedAt: run.startedAt, complete: true });
  expect(schemaMistakes('capture-manifest', manifest(), true)).toEqual([]);
  const { captureVersion: __, tool: ___, startedAt: ____, ...parts } = manifest();
  expect(schemaMistakes('capture', { ...head, kind: 'capture', path: '/x', ...parts })).toEqual([]);
  expect(schemaMistakes('capture-manifest', { ...manifest(), captureVersion: 2 })).not.toEqual([]);
  expect(
    schemaMistakes('capture-manifest', { ...manifest(), artifacts: [{ ...manifest().artifacts[0], file: '../x' }] }),
  ).not.toEqual([]);
});

describe('the other documents', () => {
  const rule = {
    id: 'threads/deadlock',
    title: 'x',
    maturity: 'stable',
    severities: ['critical'],
    needs: [{ 'thread-dump': { dumps: 2 }, process: {} }],
  };
  const jvm = {
    target: 'pid/1',
    pid: 1,
    uid: 0,
    user: null,
    mainClass: null,
    version: null,
    startedAt: null,
    threads: 3,
    rssBytes: null,
    unreadable: [],
  };

  test.each<[string, object]>([
    ['error', { ...head, exitCode: 2, error: { code: 'bad-flag', message: 'x', hints: ['y'] } }],
    ['check', { ...head, kind: 'check', captures: [{ path: 'a', status: 'differs', differences: ['x'] }] }],
    ['rules', { ...head, kind: 'rules', rules: [rule] }],
    [
      'rules',
      {
        ...head,
        kind: 'rules',
        rules: [
          {
            ...rule,
            levels: [{ severity: 'critical', when: 'true' }],
            params: { a: { default: 1, unit: 'count', why: 'x' } },
            docs: 'x',
          },
        ],
      },
    ],
    ['rules', { ...head, kind: 'rules', mistakes: [{ file: 'a', line: 1, column: 2, message: 'x' }] }],
    ['rules', { ...head, kind: 'rules', cases: [{ rule: 'a', name: 'b', ok: true, differences: [] }] }],
    ['ps', { ...head, kind: 'ps', jvms: [jvm] }],
  ])('%s', (name, document) => {
    expect(schemaMistakes(name, document)).toEqual([]);
  });

  test.each<[string, object]>([
    ['error', { ...head, exitCode: 2, error: 'bad flag' }],
    ['check', { ...head, kind: 'check', captures: [{ path: 'a', status: 'good', differences: [] }] }],
    ['rules', { ...head, kind: 'rules' }],
    ['ps', { ...head, kind: 'ps', jvms: [{ ...jvm, threads: null }] }],
  ])('%s that is wrong is refused', (name, document) => {
    expect(schemaMistakes(name, document)).not.toEqual([]);
  });
});

test('each schema has a title, its own name and a baseline', () => {
  const names = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.schema.json'));
  const schemas = names('docs/schema');
  expect(names('docs/schema/baseline').filter((name) => !schemas.includes(name))).toEqual([]);
  for (const file of schemas) {
    const schema = readSchema(file.replace('.schema.json', ''));
    expect(schema).toMatchObject({
      $id: file,
      title: expect.stringContaining('jdiag'),
      $schema: 'https://json-schema.org/draft/2020-12/schema',
    });
  }
});
