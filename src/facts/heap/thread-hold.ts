import type { HeapHeld, HeapThread, HeapThreadHold } from '../../model/heap-dump.ts';
import {
  addressText,
  classNameOf,
  eachReference,
  type HeapGraph,
  retainedBytesOf,
  shallowBytesOf,
} from '../../model/heap-graph.ts';
import type { Lookups } from './reference.ts';
import { contentsOf } from './subtree.ts';

const localMap = 'java.lang.ThreadLocal$ThreadLocalMap';
const localEntry = 'java.lang.ThreadLocal$ThreadLocalMap$Entry';

/** Thread objects: those the dump has stacks of, and roots of that kind. */
export const threadObjects = (graph: HeapGraph): readonly number[] => {
  const objects = new Set(graph.stacks.keys());
  for (const { object, kind } of graph.roots) if (kind === 'thread') objects.add(object);
  return [...objects].sort((a, b) => retainedBytesOf(graph, b) - retainedBytesOf(graph, a) || a - b);
};

/** Static fields by the address they hold, for the addresses asked for. */
const staticNames = (graph: HeapGraph, addresses: ReadonlySet<number>): ReadonlyMap<number, string> => {
  const names = new Map<number, string>();
  for (const { name, statics } of graph.classes) {
    for (const each of statics) {
      if (each.value !== undefined && addresses.has(each.value)) names.set(each.value, `${name}.${each.name}`);
    }
  }
  return names;
};

type Entry = { readonly object: number; readonly key: number; readonly value: number };

const isQueue = (graph: HeapGraph, object: number): boolean =>
  classNameOf(graph, object).startsWith('java.lang.ref.ReferenceQueue');

/** The thread-locals of a thread that have a value: Thread.threadLocals and inheritableThreadLocals. */
const entriesOf = (graph: HeapGraph, thread: number): readonly Entry[] => {
  const targets = (object: number): readonly number[] => {
    const found: number[] = [];
    eachReference(graph, object, (target) => void found.push(target));
    return found;
  };
  const entries: Entry[] = [];
  const maps = targets(thread).filter((object) => classNameOf(graph, object) === localMap);
  for (const table of maps.flatMap(targets)) {
    for (const object of targets(table).filter((each) => classNameOf(graph, each) === localEntry)) {
      let key = -1;
      let value = -1;
      eachReference(graph, object, (target, isWeak) => {
        if (isWeak) key = target;
        // Own fields come first: the value, then the queue of the reference.
        else if (value < 0 && !graph.classObjects.has(target) && !isQueue(graph, target)) value = target;
      });
      if (value >= 0) entries.push({ object, key, value });
    }
  }
  return entries;
};

const plainKeys = new Set([
  'java.lang.ThreadLocal',
  'java.lang.ThreadLocal$SuppliedThreadLocal',
  'java.lang.InheritableThreadLocal',
]);

/** The static field that holds the ThreadLocal, else its class when it is one of its own. */
const keyText = (graph: HeapGraph, key: number): string | undefined => {
  if (key < 0) return undefined;
  const address = graph.addressOf(key);
  const field = staticNames(graph, new Set([address])).get(address);
  if (field !== undefined) return field;
  const name = classNameOf(graph, key);
  return plainKeys.has(name) ? undefined : name;
};

/** What is kept is only counted where it is worth a line. */
const countedShare = 0.01;

const held = (graph: HeapGraph, object: number, by: string | undefined): HeapHeld => {
  const retainedBytes = retainedBytesOf(graph, object);
  const isLarge = retainedBytes > (graph.retained[0] as number) * 8 * countedShare;
  return {
    address: addressText(graph.addressOf(object)),
    className: classNameOf(graph, object),
    retainedBytes,
    ...(by === undefined ? {} : { by }),
    contents: isLarge ? contentsOf(graph, [graph.number[object] as number], 4) : [],
  };
};

const byRetained = (a: HeapHeld, b: HeapHeld): number => b.retainedBytes - a.retainedBytes;

const localsOf = (graph: HeapGraph, thread: number): readonly HeapHeld[] => {
  const frames = graph.stacks.get(thread) ?? [];
  const seen = new Set<number>();
  return (graph.locals.get(thread) ?? [])
    .filter(({ object }) => object !== thread && graph.number[object] !== 0 && !seen.has(object) && seen.add(object))
    .map(({ object, frame }) => ({ object, frame }))
    .sort((a, b) => retainedBytesOf(graph, b.object) - retainedBytesOf(graph, a.object))
    .slice(0, 4)
    .map(({ object, frame }) => held(graph, object, frame === undefined ? undefined : frames[frame]));
};

/** Frames shown of a thread. */
const shownFrames = 12;

/** Threads by what they keep, the most first. */
export const threadRows = (graph: HeapGraph, lookups: Lookups, most: number): readonly HeapThread[] =>
  threadObjects(graph)
    .slice(0, most)
    .map((object) => {
      const retainedBytes = retainedBytesOf(graph, object);
      const frames = graph.stacks.get(object) ?? [];
      const daemon = lookups.fields.get(object)?.find(({ name, type }) => name === 'daemon' && type === 'Z');
      const threadLocals = [...entriesOf(graph, object)]
        .sort((a, b) => retainedBytesOf(graph, b.value) - retainedBytesOf(graph, a.value))
        .slice(0, 4)
        .map(({ key, value }) => held(graph, value, keyText(graph, key)));
      return {
        address: addressText(graph.addressOf(object)),
        className: classNameOf(graph, object),
        name: lookups.labels.get(object) ?? null,
        ...(daemon === undefined ? {} : { daemon: Number(daemon.value) === 1 }),
        shallowBytes: shallowBytesOf(graph, object),
        retainedBytes,
        retainedPct: (100 * retainedBytes) / ((graph.retained[0] as number) * 8),
        frames: frames.slice(0, shownFrames),
        framesTotal: frames.length,
        locals: [...localsOf(graph, object)].sort(byRetained),
        threadLocals,
      };
    });

/** The thread on a way and how it holds what comes after it. */
export const threadHold = (graph: HeapGraph, lookups: Lookups, path: readonly number[]): HeapThreadHold | undefined => {
  const threads = new Set(threadObjects(graph));
  const at = path.findLastIndex((object) => threads.has(object));
  const thread = path[at];
  if (thread === undefined) return undefined;
  const next = path[at + 1];
  const base = { name: lookups.labels.get(thread) ?? null, address: addressText(graph.addressOf(thread)) };
  const entry = path.slice(at).find((object) => classNameOf(graph, object) === localEntry);
  if (entry !== undefined) {
    const found = entriesOf(graph, thread).find(({ object }) => object === entry);
    const threadLocal =
      found === undefined ? undefined : (keyText(graph, found.key) ?? classNameOf(graph, found.value));
    return { ...base, through: 'thread-local', ...(threadLocal === undefined ? {} : { threadLocal }) };
  }
  const local = next === undefined ? undefined : graph.locals.get(thread)?.find(({ object }) => object === next);
  if (local === undefined) return { ...base, through: 'field' };
  const frame = local.frame === undefined ? undefined : graph.stacks.get(thread)?.[local.frame];
  // A request may be at work on what a thread-local keeps: it stays when the request is done.
  const kept = entriesOf(graph, thread).find(({ value }) => value === next);
  if (kept !== undefined) {
    const threadLocal = keyText(graph, kept.key) ?? classNameOf(graph, kept.value);
    return { ...base, through: 'thread-local', threadLocal, ...(frame === undefined ? {} : { frame }) };
  }
  return { ...base, through: 'local', ...(frame === undefined ? {} : { frame }) };
};
