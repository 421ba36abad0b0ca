import type { Fold } from '../../model/fold.ts';
import type { ProcessSnapshot } from '../../model/process.ts';

const process: Fold<'process'> = {
  kind: 'process',
  open: () => {
    const snapshots: ProcessSnapshot[] = [];
    return {
      add: (snapshot) => void snapshots.push(snapshot),
      value: () => ({ snapshots: [...snapshots].sort((a, b) => a.takenAtMs - b.takenAtMs) }),
    };
  },
};

export default process;
