import { join } from 'node:path';
import { expect, it } from 'vitest';
import { jdiag, root } from '../support/cli.ts';

/** What somebody pasted after eight hours: totals since the start, one line. */
const pasted = [
  '  S0     S1     E      O      M     CCS    YGC     YGCT    FGC    FGCT    CGC    CGCT     GCT',
  '  0.00   0.00 100.00  99.98  94.51  90.12   4210   182.113  3120  5890.221     -         -  6072.334',
  '',
].join('\n');

type Told = {
  readonly findings: readonly {
    readonly ruleId: string;
    readonly next: readonly string[];
    readonly title: string;
    readonly evidence: readonly { readonly text: string }[];
  }[];
};

it('an old generation that a thread fills with maps: from totals of counters to the owner in the dump', async () => {
  const counters: Told = JSON.parse((await jdiag(['gc', '-', '--json'], { input: pasted })).stdout);
  expect(counters.findings.map(({ ruleId }) => ruleId)).toEqual(['gc/old-gen-saturated']);
  expect(counters.findings[0]?.evidence[0]?.text).toContain('3,120 full collections of 1.9 s each');
  // The next step is the heap.
  expect(counters.findings[0]?.next.join('\n')).toContain('jdiag heap');

  const capture = join(root, 'fixtures/captures/heap-trace-log-in-thread-local-jdk17');
  const report = JSON.parse((await jdiag(['diagnose', capture, '--json'])).stdout);
  const { root: cause, follows } = report.incidents[0];
  expect(cause.ruleId).toBe('heap/thread-retained');
  expect(follows.map(({ ruleId }: { ruleId: string }) => ruleId)).toContain('heap/collection-flood');
  const told = (report as Told).findings.find(({ ruleId }) => ruleId === 'heap/thread-retained');
  expect(told?.evidence.map(({ text }) => text)).toContain('it holds 50,000 x `java.util.HashMap`');

  const document = await jdiag(['report', capture, '--template', 'incident']);
  expect(document.stdout).toContain(`# Incident: ${told?.title}`);
  expect(document.stdout).toContain('HeapApp.trace(HeapApp.java');
});
