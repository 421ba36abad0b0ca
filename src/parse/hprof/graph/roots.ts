import type { HeapRoot } from '../../../model/heap-graph.ts';
import type { FirstPass } from '../index/first-pass.ts';
import type { SizedClass } from '../index/layout.ts';
import type { Numbering } from '../index/pages.ts';
import { highOf, lowOf } from '../records/id.ts';

/** The roots of the walk, and what only the stack of a thread refers to: MAT counts that as held by the thread object. */
export type RootSet = {
  readonly roots: readonly HeapRoot[];
  /** By thread object: objects its local variables and native frames refer to. */
  readonly locals: ReadonlyMap<number, readonly HeapRoot[]>;
};

/** Locals of a thread whose object the dump names hang below it; all others are roots. Without system classes those of the boot loader are, but for arrays. */
export const rootSet = (first: FirstPass, numbers: Numbering, classes: readonly SizedClass[]): RootSet => {
  const numberAt = (address: number): number => numbers.numberAt(highOf(address), lowOf(address));
  const threadOf = new Map<number, number>();
  for (const [serial, { address }] of first.threads) {
    const object = numberAt(address);
    if (object >= 0) threadOf.set(serial, object);
  }
  const roots = new Map<number, HeapRoot>();
  const locals = new Map<number, HeapRoot[]>();
  let sawSystemClass = false;
  for (const { address, kind, thread, frame } of first.roots) {
    sawSystemClass ||= kind === 'system-class';
    const object = numberAt(address);
    if (object < 0) continue;
    const owner = thread < 0 ? undefined : threadOf.get(thread);
    if (owner === undefined) {
      if (!roots.has(object) || kind === 'thread') roots.set(object, { object, kind });
      continue;
    }
    const held = locals.get(owner) ?? [];
    held.push({ object, kind, ...(frame < 0 ? {} : { frame }) });
    locals.set(owner, held);
  }
  if (!sawSystemClass) {
    for (const { address, loader, isSynthetic, name } of classes) {
      const object = loader === 0 && !isSynthetic && !name.endsWith('[]') ? numberAt(address) : -1;
      if (object >= 0 && !roots.has(object)) roots.set(object, { object, kind: 'system-class' });
    }
  }
  return { roots: [...roots.values()], locals };
};
