import { openSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { failureOf, failureText } from '../../src/app/failure.ts';
import { RequestError } from '../../src/model/exit-code.ts';

const caught = (attempt: () => unknown): unknown => {
  try {
    return attempt();
  } catch (error) {
    return error;
  }
};

describe('failures', () => {
  test.each([
    [() => openSync('/nonexist/x', 'r'), '/nonexist/x cannot be opened: no such file or directory'],
    [() => openSync('/tmp', 'w'), '/tmp cannot be opened: it is a directory'],
    [() => readdirSync('/etc/passwd'), '/etc/passwd cannot be listed: a part of the path is not a directory'],
  ])('of the file system are requests, in words: %s', (attempt, message) => {
    expect(failureOf(caught(attempt))).toEqual({ exitCode: 2, code: 'file-error', message, hints: [] });
  });

  test.each([new TypeError('planted'), Object.assign(new Error('planted'), { code: 'ENOENT' })])(
    'of jdiag itself are bugs, whatever code they carry: %s',
    (error) => {
      expect(failureOf(error)).toMatchObject({ exitCode: 70, code: 'bug' });
    },
  );

  test('keep their lines and lose their escape sequences', () => {
    const failure = failureOf(new RequestError('bad-rule', 'x\u001b[2J.yaml:1:2\n^ here', ['see \u202e.txt']));
    expect(failureText(failure)).toBe('jdiag: x\\x1b[2J.yaml:1:2\n^ here\n  see \\u{202e}.txt\n');
  });
});
