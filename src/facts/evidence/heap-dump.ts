import type { Fold } from '../../model/fold.ts';
import type { HeapDump } from '../../model/heap-dump.ts';

const heapDump: Fold<'heap-dump'> = {
  kind: 'heap-dump',
  open: () => {
    const dumps: HeapDump[] = [];
    return {
      add: (dump) => void dumps.push(dump),
      value: () => ({ dumps: dumps.toSorted((a, b) => (a.takenAtMs ?? 0) - (b.takenAtMs ?? 0)) }),
    };
  },
};

export default heapDump;
