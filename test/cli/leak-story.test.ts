import { join } from 'node:path';
import { expect, it } from 'vitest';
import { jdiag, root } from '../support/cli.ts';

/** What jstat said of the same program with a heap of 1 GB, when that was full: one line, totals since the start. */
const totals = join(root, 'fixtures/formats/jstat/serial-jdk17-gcutil-heap-full.txt');

type Told = {
  readonly findings: readonly {
    readonly ruleId: string;
    readonly next: readonly string[];
    readonly title: string;
    readonly evidence: readonly { readonly text: string }[];
  }[];
};

it('an old generation that a thread fills with maps: from totals of counters to the owner in the dump', async () => {
  const counters: Told = JSON.parse((await jdiag(['gc', totals, '--json'])).stdout);
  expect(counters.findings.map(({ ruleId }) => ruleId)).toEqual(['gc/old-gen-saturated']);
  expect(counters.findings[0]?.evidence[0]?.text).toContain('25 full collections of 3.5 s each; old is 100% full now');
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
