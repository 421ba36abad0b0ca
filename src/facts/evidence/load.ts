import type { Fold } from '../../model/fold.ts';
import type { LoadSummary } from '../../model/load-summary.ts';

/** A load test is a subject of its own: it stands beside the JVMs it was aimed at. */
const load: Fold<'load'> = {
  kind: 'load',
  subjectKind: 'load',
  sameLife: () => false,
  open: () => {
    let summary: LoadSummary | undefined;
    return {
      add: (piece) => {
        summary = piece;
      },
      value: () => summary as LoadSummary,
    };
  },
};

export default load;
