import type { ArtifactKind, EvidenceByKind } from './evidence.ts';
import type { PieceByKind } from './format.ts';
import type { Subject } from './subject.ts';

/** What the pieces of a kind say about the JVM they are of. */
export type LifeIdentity = {
  readonly pid?: number;
  readonly version?: string;
  readonly mainClass?: string;
  /** Of a pod: its name. */
  readonly pod?: string;
  /** Where it runs, in the words of who watched it: names it better than the file does. */
  readonly place?: string;
};

/** The pieces of one JVM life as they come in: folded, never all kept. */
export type OpenFold<K extends ArtifactKind = ArtifactKind> = {
  add(piece: PieceByKind[K]): void;
  /** Asked once at least one piece is in. */
  value(): EvidenceByKind[K];
  identity?(): LifeIdentity;
  /** False: a file of such pieces alone is no evidence of a JVM: any text would do. Absent: always evidence. */
  holdsEvidence?(): boolean;
};

/** How the pieces of one kind of evidence become its model. The default export of one file in facts/evidence/. */
export type Fold<K extends ArtifactKind = ArtifactKind> = {
  readonly kind: K;
  /** Evidence of something else than a JVM: it shares no life with other kinds. */
  readonly subjectKind?: Subject['kind'];
  /** Whether a piece is of the same JVM life as the newest one before it. Absent: the pieces do not tell. */
  sameLife?(newest: PieceByKind[K], piece: PieceByKind[K]): boolean;
  open(): OpenFold<K>;
};
