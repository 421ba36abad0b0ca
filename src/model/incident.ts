/** A finding of the same report, by what tells it from the others. */
export type FindingRef = { readonly ruleId: string; readonly subject: string; readonly fingerprint: string };

/** A cause and what follows from it: one story, not several alarms. Every finding of a report is in exactly one. */
export type Incident = { readonly root: FindingRef; readonly follows: readonly FindingRef[] };
