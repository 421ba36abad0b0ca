import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canBuffer, readAnswer, requestV1, requestV2 } from '../../src/probe/attach/protocol.ts';
import { assessDump } from '../../src/probe/dump/assess.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (content: Uint8Array): string => new TextDecoder().decode(content);

describe('attach requests', () => {
  it('version 1 always has three arguments', () => {
    expect(text(requestV1('threaddump'))).toBe('1\0threaddump\0\0\0\0');
    expect(text(requestV1('inspectheap', ['-all']))).toBe('1\0inspectheap\0-all\0\0\0');
  });

  it('version 2 counts the bytes after its length, not characters', () => {
    expect(text(requestV2('threaddump', [], 'streaming=0'))).toBe('2\x0023\0threaddump streaming=0\0');
    expect(text(requestV2('jcmd', ['é']))).toBe('2\x008\0jcmd\0é\0');
  });
});

describe('attach answers', () => {
  it('are a status line and a body', () => {
    const answer = readAnswer(bytes('0\nFull thread dump'));
    expect(answer?.status).toBe(0);
    expect(text(answer?.body as Uint8Array)).toBe('Full thread dump');
    expect(readAnswer(bytes('-1\nno'))?.status).toBe(-1);
    expect(readAnswer(bytes('101\n'))?.status).toBe(101);
  });

  it('without a whole status line are none', () => {
    for (const cut of ['', '0', '-1', 'HTTP/1.1 200 OK\r\n', 'x\n']) expect(readAnswer(bytes(cut))).toBeUndefined();
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (noise) => void readAnswer(noise)));
  });

  it('to getversion tell whether the VM can be told to buffer', () => {
    expect(canBuffer(readAnswer(bytes('0\n2 streaming')))).toBe(true);
    expect(canBuffer(readAnswer(bytes('0\n2')))).toBe(false);
    expect(canBuffer(readAnswer(bytes('-1\nOperation getversion not recognized!')))).toBe(false);
    expect(canBuffer(undefined)).toBe(false);
  });
});

describe('what came of a dump', () => {
  const dump = 'Full thread dump OpenJDK\n\n"main" #1\n\nJNI global refs: 4, weak refs: 0\n\n';
  it('is whole, cut, or something else', () => {
    expect(assessDump(bytes(dump))).toEqual([]);
    expect(assessDump(bytes(dump.slice(0, 40)))).toEqual([expect.stringContaining('the dump is cut')]);
    expect(assessDump(bytes('{}'))).toEqual(['this does not begin like a thread dump']);
  });
});
