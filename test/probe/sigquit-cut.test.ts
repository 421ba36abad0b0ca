import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutDump } from '../../src/probe/sigquit/cut.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (cut: ReturnType<typeof cutDump>): string => new TextDecoder().decode(cut?.bytes);

const threads = `2026-11-20 10:00:00
Full thread dump OpenJDK 64-Bit Server VM (25.504-b01 mixed mode):

"main" #1 prio=5 os_prio=0 tid=0x1 nid=0x2 waiting on condition [0x3]
   java.lang.Thread.State: TIMED_WAITING (sleeping)
\tat 한글.Main.main(Main.java)

JNI global references: 309

`;
const heap = `Heap
 PSYoungGen      total 1K, used 1K [0x1, 0x2, 0x3)
 Metaspace       used 1K

`;
const dump = threads + heap;

describe('a dump in an application log', () => {
  it('is cut from its date to the blank line after the heap', () => {
    expect(text(cutDump(bytes(`start\n${dump}end\n`)))).toBe(dump);
  });

  it('keeps lines of the application in the middle, and a deadlock section', () => {
    const mixed = `${threads}Found one Java-level deadlock:\n\nINFO a line\n${heap}`;
    expect(cutDump(bytes(mixed))).toMatchObject({ end: 'heap' });
    expect(text(cutDump(bytes(mixed)))).toBe(mixed);
  });

  it('begins at the banner when a line of the application stands before it', () => {
    expect(text(cutDump(bytes(`INFO half a line Full thread dump X\n\nJNI global refs: 1\n\n${heap}`)))).toMatch(
      /^INFO half a line Full/,
    );
  });

  it('has no heap summary when that is switched off', () => {
    expect(cutDump(bytes(threads))).toMatchObject({ end: 'threads' });
  });

  it('is not there', () => {
    expect(cutDump(bytes('INFO nothing\n'))).toBeUndefined();
    expect(cutDump(new Uint8Array())).toBeUndefined();
  });

  it('is never called whole while a byte of it is missing, whatever stands around it', () => {
    const around = fc.stringMatching(/^([A-Za-z :]{0,20}\n){0,3}$/);
    fc.assert(
      fc.property(around, fc.nat(bytes(dump).length), around, (before, kept, after) => {
        const whole = cutDump(bytes(before + dump + after));
        expect(text(whole)).toBe(dump);
        const cut = cutDump(bytes(before + dump).subarray(0, bytes(before).length + kept));
        expect(cut?.end === 'heap').toBe(kept === bytes(dump).length);
        if (cut !== undefined) expect(dump.startsWith(text(cut).replace(/\uFFFD+$/, ''))).toBe(true);
      }),
    );
  });
});
