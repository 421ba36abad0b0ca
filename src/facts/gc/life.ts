import type { GcPiece } from '../../model/gc-series.ts';

/** createVmBeginTime and the start that /proc gives differ by what the launcher takes. */
const startToleranceMs = 5_000;

/** Whether a piece is of the same JVM life as the newest one before it, by what pieces say: pid and start, as far as both know them. */
export const sameGcLife = (newest: GcPiece, piece: GcPiece): boolean => {
  if (piece.newLife === true) return false;
  const [a, b] = [newest.jvm, piece.jvm];
  if (a?.pid !== undefined && b?.pid !== undefined && a.pid !== b.pid) return false;
  if (a?.startedAtMs === undefined || b?.startedAtMs === undefined) return true;
  return Math.abs(a.startedAtMs - b.startedAtMs) <= startToleranceMs;
};
