import type { Evidence } from '../../model/evidence.ts';
import { MissingFact } from '../../model/fact.ts';
import type { Source } from '../../model/source.ts';
import type { Stack, Thread, ThreadDump } from '../../model/thread-dump.ts';
import { firstApplicationFrame, frameText } from './frames.ts';

const maxFrames = 3;

/** How many of these threads stand in each distinct stack. */
export const stackCounts = (threads: readonly Thread[]): ReadonlyMap<Stack, number> => {
  const counts = new Map<Stack, number>();
  for (const { stack } of threads) counts.set(stack, (counts.get(stack) ?? 0) + 1);
  return counts;
};

const mostFrequent = (evidence: Evidence, stacks: Iterable<readonly [Stack, number]>): readonly string[] => {
  const counts = new Map<string, number>();
  for (const [stack, count] of stacks) {
    const frame = firstApplicationFrame(stack, evidence.appPackages);
    if (frame === undefined) continue;
    const text = frameText(frame);
    counts.set(text, (counts.get(text) ?? 0) + count);
  }
  return [...counts]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, maxFrames)
    .map(([text]) => text);
};

/** The application frames most of these threads name first, the most frequent first; at most three. */
export const applicationFrames = (evidence: Evidence, threads: readonly Thread[]): readonly string[] =>
  mostFrequent(evidence, stackCounts(threads));

const ofDump = new WeakMap<ThreadDump, readonly (readonly [Stack, number])[]>();

/** The distinct stacks of a dump with the number of threads in each. */
export const stacksOf = (dump: ThreadDump): readonly (readonly [Stack, number])[] => {
  const before = ofDump.get(dump);
  if (before !== undefined) return before;
  const stacks = [...stackCounts(dump.threads)];
  ofDump.set(dump, stacks);
  return stacks;
};

/**
 * Who uses a library at the moment of the dump: the first application frames of the threads whose stack is one of its users. A dump does not show who created a thread; who calls the library is the best hint.
 */
export const callersOf = (evidence: Evidence, dump: ThreadDump, isUser: (stack: Stack) => boolean): readonly string[] =>
  mostFrequent(
    evidence,
    stacksOf(dump).filter(([stack]) => isUser(stack)),
  );

/** The threads in the order of the file, whatever the order they were collected in. */
export const inFileOrder = (threads: readonly Thread[]): readonly Thread[] =>
  threads.toSorted((a, b) => a.line - b.line);

/** Where the first of these threads stands in the evidence; missing when there is none. */
export const sourceOf = (dump: ThreadDump, threads: readonly Thread[]): Source | MissingFact => {
  let first: Thread | undefined;
  for (const thread of threads) if (first === undefined || thread.line < first.line) first = thread;
  if (first === undefined) return new MissingFact([], 'there is no such thread');
  return { artifact: dump.artifactId, line: first.line, endLine: first.endLine };
};
