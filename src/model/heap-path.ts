/** How the step before refers to this object. */
export type HeapReferenceKind = 'root' | 'field' | 'static' | 'element' | 'local' | 'class' | 'loader' | 'unknown';

export type HeapPathStep = {
  readonly kind: HeapReferenceKind;
  /** Field, `[17]`, `<local variable>`; for the first step the kind of root in words of `HeapRootKind`. */
  readonly reference: string;
  readonly address: string;
  readonly className: string;
  readonly shallowBytes: number;
  readonly retainedBytes: number;
  /** Name of a thread, or of what a class object stands for. */
  readonly label?: string;
};
