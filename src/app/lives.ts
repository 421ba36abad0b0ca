import { folds } from '../generated/evidence.ts';
import type { ArtifactKind, Evidence } from '../model/evidence.ts';
import type { Fold, LifeIdentity, OpenFold } from '../model/fold.ts';
import type { PieceByKind } from '../model/format.ts';
import type { Subject } from '../model/subject.ts';

/** What came in of one kind, and the newest piece: the next one may be of another life. */
type Held = { readonly fold: OpenFold; newest: PieceByKind[ArtifactKind] };

/** The evidence of one JVM life, as it comes in: pieces are folded, never kept whole. */
export type Life = {
  readonly subject: string | undefined;
  /** Of what its evidence is; absent: a JVM. */
  readonly subjectKind: Subject['kind'] | undefined;
  readonly files: Set<string>;
  readonly held: Map<ArtifactKind, Held>;
  readonly partial: { [K in ArtifactKind]?: string };
  readonly failed: { [K in ArtifactKind]?: string };
};

const foldOf: ReadonlyMap<ArtifactKind, Fold> = new Map(folds.map((fold) => [fold.kind, fold]));

/** Every kind of evidence there is. */
export const everyKind: ReadonlySet<ArtifactKind> = new Set(foldOf.keys());

const newLife = (subject: string | undefined, subjectKind: Subject['kind'] | undefined): Life => ({
  subject,
  subjectKind,
  files: new Set(),
  held: new Map(),
  partial: {},
  failed: {},
});

/** Sorts pieces into lives: by the subject of a manifest, and by what the pieces say of themselves where they do. */
export const lifeSorter = () => {
  const lives: Life[] = [];

  const lifeFor = (
    subject: string | undefined,
    file: string,
    subjectKind?: Subject['kind'],
    isOf?: (life: Life) => boolean,
  ): Life => {
    const candidates = lives.filter(
      (life) => life.subject === subject && (subject !== undefined || life.subjectKind === subjectKind),
    );
    const found =
      isOf === undefined
        ? (candidates.findLast((life) => subject !== undefined || life.files.has(file)) ??
          (candidates.length === 1 ? candidates[0] : undefined))
        : candidates.findLast(isOf);
    const life = found ?? newLife(subject, subjectKind);
    if (found === undefined) lives.push(life);
    life.files.add(file);
    return life;
  };

  const add = <K extends ArtifactKind>(
    kind: K,
    piece: PieceByKind[K],
    subject: string | undefined,
    file: string,
  ): Life => {
    const plug = foldOf.get(kind) as Fold;
    const isOf = (life: Life): boolean => {
      const held = life.held.get(kind);
      return held === undefined || plug.sameLife?.(held.newest, piece) !== false;
    };
    const life = lifeFor(subject, file, plug.subjectKind, plug.sameLife === undefined ? undefined : isOf);
    const held = life.held.get(kind) ?? { fold: plug.open(), newest: piece };
    held.newest = piece;
    held.fold.add(piece);
    life.held.set(kind, held);
    return life;
  };

  return { lives: lives as readonly Life[], add, lifeFor };
};

/** Whether a life is known by more than text in which nothing was recognised. */
export const holdsEvidence = ({ held }: Life): boolean =>
  [...held.values()].some(({ fold }) => fold.holdsEvidence?.() ?? true);

/** What the user says about the evidence. */
export type Told = Pick<Evidence, 'appPackages' | 'loadStartedAtMs' | 'logZone'>;

/** The evidence the rules see. */
export const evidenceOf = (life: Life, told: Told = {}): Evidence => ({
  models: Object.fromEntries([...life.held].map(([kind, { fold }]) => [kind, fold.value()])),
  partial: life.partial,
  failed: life.failed,
  ...told,
});

/** `a.txt`, `a.txt and 2 more`. */
const fileNames = (files: ReadonlySet<string>): string => {
  const [first = '', ...rest] = files;
  return rest.length === 0 ? first : `${first} and ${rest.length} more`;
};

/** Who the pieces say it is; of two that say the same thing, the first kind in the order of the folds. */
const identityOf = (life: Life): LifeIdentity =>
  folds.reduceRight<LifeIdentity>((known, { kind }) => ({ ...known, ...life.held.get(kind)?.fold.identity?.() }), {});

/** What a life says about who it is, where no manifest does. */
export const describeLife = (life: Life, given: Subject | undefined, index: number, target: string): Subject => {
  const { pod, place, ...identity } = identityOf(life);
  if (given !== undefined) return { ...identity, ...given };
  const isPod = life.held.has('pod') && life.held.size === 1;
  const kind = life.subjectKind ?? (isPod ? 'pod' : 'jvm');
  return {
    ...identity,
    id: `${kind}-${index + 1}`,
    kind,
    name: (isPod ? pod : undefined) ?? place ?? fileNames(life.files),
    target: life.subjectKind === undefined ? target : fileNames(life.files),
  };
};
