import { xmlAttribute, xmlText } from './xml.ts';

/** One capture of `jdiag check`: how it went and in what it differs. */
export type Checked = { readonly path: string; readonly status: string; readonly differences: readonly string[] };

const isOk = ({ status }: Checked): boolean => status === 'ok';

const testCase = (capture: Checked): string => {
  const head = `    <testcase name="${xmlAttribute(capture.path)}" classname="jdiag.check" time="0"`;
  if (isOk(capture)) return `${head}/>`;
  const text = capture.differences.join('\n');
  return `${head}><failure type="${xmlAttribute(capture.status)}" message="${xmlAttribute(capture.differences[0] ?? '')}">${xmlText(text)}</failure></testcase>`;
};

/** JUnit XML: a test per capture. */
export const checkedAsJunit = (captures: readonly Checked[], startedAt: string): string => {
  const failures = captures.filter((capture) => !isOk(capture)).length;
  const counts = `tests="${captures.length}" failures="${failures}" errors="0" skipped="0" time="0"`;
  const suite = `<testsuite id="0" name="jdiag check" package="jdiag" timestamp="${startedAt.slice(0, 19)}" hostname="localhost" ${counts}>`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites name="jdiag">',
    `  ${suite}`,
    ...captures.map(testCase),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
};

const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

/** A GitHub annotation per capture that differs, at its expect.yaml. */
export const checkedAsGithub = (captures: readonly Checked[]): string => {
  const wrong = captures.filter((capture) => !isOk(capture));
  const lines = wrong.map(({ path, differences }) => {
    const file = escapeData(`${path}/expect.yaml`).replaceAll(':', '%3A').replaceAll(',', '%2C');
    return `::error file=${file},title=jdiag check::${escapeData(differences.join('\n'))}`;
  });
  return `${[...lines, `${captures.length - wrong.length} of ${captures.length} captures as expected`].join('\n')}\n`;
};
