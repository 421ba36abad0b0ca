import type { HeapPathStep } from './heap-path.ts';

/** One object of the dominator tree, or many of one class that stand beside each other. */
export type HeapTreeNode = {
  /** null: several objects of one class, or everything that is not shown. */
  readonly address: string | null;
  readonly className: string;
  readonly instances: number;
  readonly shallowBytes: number;
  readonly retainedBytes: number;
  readonly label?: string;
  readonly children: readonly HeapTreeNode[];
  /** Objects directly below, those not shown included. */
  readonly childrenTotal: number;
};

export type HeapFieldValue = {
  readonly name: string;
  /** `int`, or the class of the object referred to. */
  readonly type: string;
  /** Number or boolean as text, `0x...` for a reference, `null`. Text of strings is never shown. */
  readonly value: string;
};

export type HeapObject = {
  readonly address: string;
  readonly className: string;
  readonly shallowBytes: number;
  readonly retainedBytes: number;
  /** null: nothing reaches it. */
  readonly dominator: string | null;
  readonly label?: string;
  readonly fields: readonly HeapFieldValue[];
  readonly fieldsTotal: number;
  readonly path: readonly HeapPathStep[];
  /** Objects that refer to it. */
  readonly referrers: readonly { readonly address: string; readonly className: string; readonly reference: string }[];
  readonly referrersTotal: number;
  readonly tree: HeapTreeNode;
};

export type HeapInspection = {
  /** As it was asked for. */
  readonly query: string;
  /** Objects that are meant: one for an address, all instances of a class. */
  readonly matches: number;
  readonly shallowBytes: number;
  readonly retainedBytes: number;
  /** The largest of them. */
  readonly objects: readonly HeapObject[];
};
