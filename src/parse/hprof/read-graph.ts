import type { ByteSource } from '../../model/byte-source.ts';
import type { HeapGraph } from '../../model/heap-graph.ts';
import type { Problem } from '../../model/parsed.ts';
import { ParseError } from '../../model/parsed.ts';
import { childrenOf, retainedSizes } from './dominators/retained.ts';
import { immediateDominators } from './dominators/semi-nca.ts';
import { walkDepthFirst } from './dominators/walk.ts';
import { type Block, type Edges, mostEdges } from './graph/edges.ts';
import { rootSet } from './graph/roots.ts';
import { secondPass } from './graph/second-pass.ts';
import { threadStacks } from './graph/stacks.ts';
import { type FirstPass, firstPass, UnalignedIds } from './index/first-pass.ts';
import { alignmentOf, type Layout, layoutOf, type SizedClass, sizeClasses } from './index/layout.ts';
import { numbering } from './index/pages.ts';
import { graphMemory, plainMemory } from './kernel/graph.ts';
import { type OpenDump, openDump } from './open-dump.ts';
import { highOf, lowOf } from './records/id.ts';
import type { WalkResult } from './records/walk.ts';

/** In the order they come; the shares of the whole are those measured on dumps of 100 MB to 4 GB. */
export const phases = {
  objects: 0.12,
  references: 0.22,
  walk: 0.36,
  dominators: 0.12,
  retained: 0.04,
  report: 0.14,
} as const;

export type Phase = keyof typeof phases;

export type ReadDumpOptions = {
  readonly signal?: AbortSignal | undefined;
  /** `share`: how much of the phase is done, 0 to 1. */
  readonly onPhase?: (phase: Phase, share: number) => void;
  /** Count headers of 8 bytes where the dump shows them, not those Eclipse MAT would. */
  readonly compactHeaders?: boolean;
  readonly allEdges?: boolean;
  /** The referents of weak, soft and phantom references are not followed: what only these reach is not reachable. */
  readonly withoutReferents?: boolean;
  /** Loops in JavaScript only, as where there is no WebAssembly. */
  readonly plain?: boolean;
};

/** What one pass tells: classes and counts. */
export type DumpIndex = {
  readonly dump: OpenDump;
  readonly first: FirstPass;
  readonly layout: Layout;
  readonly classes: readonly SizedClass[];
  readonly objects: number;
  readonly shallowBytes: number;
  readonly problems: readonly Problem[];
  readonly cut?: string;
};

const passOnce = async (
  dump: OpenDump,
  options: { readonly mark: boolean; readonly layout?: Layout },
  onProgress: (share: number) => void,
) => {
  for (const shift of [3, 0] as const) {
    const { handler, result, end } = firstPass(dump.header.idBytes, { shift, ...options });
    try {
      const walked: WalkResult = await dump.walk(handler, onProgress);
      end();
      return { first: result, walked };
    } catch (error) {
      if (!(error instanceof UnalignedIds && shift === 3)) throw error;
    }
  }
  throw new ParseError('the ids of the objects are not understood');
};

/** The first pass: all that a histogram needs. Throws ParseError when there is not one object. */
export const readIndex = async (
  source: ByteSource,
  options: ReadDumpOptions & { readonly mark: boolean },
): Promise<DumpIndex> => {
  const dump = await openDump(source, options.signal);
  const { mark } = options;
  const onProgress = (share: number): void => options.onPhase?.('objects', share);
  const { first: seen, walked } = await passOnce(dump, { mark }, onProgress);
  if (seen.objects === 0) throw new ParseError(walked.cut ?? 'the heap dump holds no objects');
  const layout = layoutOf(dump.header.idBytes, {
    compressedOops: seen.compressedOops,
    compactHeaders: seen.compactHeaders && options.compactHeaders === true,
    alignBytes: alignmentOf(seen),
  });
  const isWide = layout.alignBytes > 8 && !mark;
  const first = isWide ? (await passOnce(dump, { mark, layout }, onProgress)).first : seen;
  const classes = sizeClasses(first, layout, mark);
  const classObjects = classes.reduce(
    (sum, { isSynthetic, classObjectBytes }) => sum + (isSynthetic ? 0 : classObjectBytes),
    0,
  );
  const shallowBytes = classes.reduce((sum, each) => sum + each.shallowBytes, classObjects);
  return {
    dump,
    first,
    layout,
    classes,
    objects: first.objects,
    shallowBytes,
    problems: walked.problems,
    ...(walked.cut === undefined ? {} : { cut: walked.cut }),
  };
};

export type DumpGraph = DumpIndex & {
  readonly graph: HeapGraph;
  /** Stretches of the file and the objects in them. */
  readonly blocks: readonly Block[];
  readonly named: Pick<Edges, 'names' | 'fieldNames'>;
};

/** Room for all arrays of a graph, generously: what is not touched costs nothing. */
const roomFor = ({ first, classes }: DumpIndex): number => {
  const perObject = 48;
  const directories = 64 << 20;
  return (
    directories + first.pages.pages.size * 16384 + (first.objects + 64) * perObject + mostEdges({ first, classes }) * 8
  );
};

/** Both passes, the dominator tree and what each object retains. */
export const readGraph = async (source: ByteSource, options: ReadDumpOptions = {}): Promise<DumpGraph> => {
  const index = await readIndex(source, { ...options, mark: true });
  const { dump, first, classes, layout } = index;
  const step = async (phase: Phase, share = 0): Promise<void> => {
    options.onPhase?.(phase, share);
    await new Promise(setImmediate);
    options.signal?.throwIfAborted();
  };
  await step('references');
  const memory = options.allEdges === true || options.plain === true ? plainMemory : graphMemory(roomFor(index));
  const numbers = numbering(first.pages, memory.words);
  first.pages.release();
  const { roots, locals } = rootSet(first, numbers, classes);
  const pass = secondPass({
    first,
    numbers,
    classes,
    layout,
    rootSet: { roots, locals },
    memory,
    withoutReferents: options.withoutReferents === true,
    allEdges: options.allEdges === true,
  });
  const again = await dump.walk(pass.handler, (share) => options.onPhase?.('references', share));
  pass.end();
  const { classOf, shallow, start, edges, blocks } = pass.result;
  await step('walk');
  const order = walkDepthFirst(
    { count: numbers.count, start, edges, roots: roots.map(({ object }) => object) },
    memory,
  );
  await step('dominators');
  const { reached, number, vertex } = order;
  const { idom, stack } = immediateDominators(order, {
    rootBits: options.allEdges === true ? pass.result.rootBits : undefined,
    memory,
  });
  await step('retained');
  const retained = retainedSizes(order, idom, shallow);
  const { first: firstChild, next: nextSibling } = childrenOf(order, idom);
  await step('report');
  const far =
    numbers.left === 0 ? [] : [{ message: 'objects far from all others were left out: their addresses are damaged' }];
  const cut = index.cut ?? again.cut;
  const graph: HeapGraph = {
    idBytes: dump.header.idBytes,
    referenceBytes: layout.referenceBytes,
    arrayHeaderBytes: layout.arrayHeaderBytes,
    objects: numbers.count,
    classes,
    classOf,
    classObjects: pass.classObjects,
    shallow,
    start,
    edges,
    roots,
    locals,
    stacks: threadStacks(first, numbers, classes),
    addressOf: numbers.addressOf,
    objectAt: (address) => (address === 0 ? -1 : numbers.numberAt(highOf(address), lowOf(address))),
    objectAtWords: numbers.numberAt,
    reached,
    number,
    vertex,
    idom,
    retained,
    firstChild,
    nextSibling,
    spare: [stack, order.predecessors],
  };
  return {
    ...index,
    shallowBytes: shallow.reduce((sum, units) => sum + (units >>> 0) * 8, 0),
    problems: [...index.problems, ...far],
    ...(cut === undefined ? {} : { cut }),
    graph,
    blocks,
    named: pass.result,
  };
};
