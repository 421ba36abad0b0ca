import type { Fold } from '../../model/fold.ts';
import type { PodEvidence } from '../../model/pod-evidence.ts';

/** Each reading is the whole state of one pod: the newest counts. Another name is another pod. */
const pod: Fold<'pod'> = {
  kind: 'pod',
  sameLife: (newest, piece) => newest.namespace === piece.namespace && newest.name === piece.name,
  open: () => {
    let newest: PodEvidence | undefined;
    return {
      add: (piece) => {
        if (newest === undefined || piece.takenAtMs >= newest.takenAtMs) newest = piece;
      },
      value: () => newest as PodEvidence,
      identity: () => (newest === undefined || newest.name === '' ? {} : { pod: newest.name }),
    };
  },
};

export default pod;
