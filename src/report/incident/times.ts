/** When it happened, as the person who writes the document knows it; epoch ms. */
export type IncidentTimes = {
  readonly startedAtMs?: number;
  readonly detectedAtMs?: number;
  readonly resolvedAtMs?: number;
};

/** Between two moments, undefined when one is not known. Never negative: moments in the wrong order are refused before. */
export const between = (from: number | undefined, to: number | undefined): number | undefined =>
  from === undefined || to === undefined ? undefined : to - from;
