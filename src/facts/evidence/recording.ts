import type { Fold } from '../../model/fold.ts';
import type { Recording } from '../../model/recording.ts';

/** One recording for each JVM; the newest where there are several. */
const recording: Fold<'recording'> = {
  kind: 'recording',
  open: () => {
    let newest: Recording | undefined;
    return {
      add: (piece) => {
        if (newest === undefined || piece.lastAtMs >= newest.lastAtMs) newest = piece;
      },
      value: () => newest as Recording,
    };
  },
};

export default recording;
