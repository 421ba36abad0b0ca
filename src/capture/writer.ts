import { chmod, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Allowance,
  type Artifact,
  type Collected,
  captureVersion,
  type JournalEntry,
  type Manifest,
  type RungAttempt,
} from '../model/capture.ts';
import { RequestError } from '../model/exit-code.ts';
import type { Subject } from '../model/subject.ts';
import { fileSource } from './bytes.ts';
import { keptStore } from './kept-store.ts';
import { redactStrings, redactText } from './redact/text.ts';
import { openSeriesFile } from './series.ts';
import { replaceFile, sha256OfNothing } from './store.ts';
import type { CollectedSource, StoredArtifact } from './stored.ts';

/** What a run that collects says of itself. `startedAt` RFC 3339 UTC. */
export type CaptureRun = {
  readonly tool: { readonly name: string; readonly version: string };
  readonly startedAt: string;
  readonly allowed?: readonly Allowance[];
};

/**
 * Calls are carried out one after the other, whatever the caller awaits. The manifest on disk is whole at any time; what is no evidence is in
 * it with the next artifact, or a moment later: to replace a file costs a journalling file system several ms.
 */
export type CaptureWriter = {
  readonly folder: string;
  /** What was stored so far, in order. */
  readonly artifacts: readonly StoredArtifact[];
  /** The same id again replaces what was known: a version, a main class learnt later. */
  addSubject(subject: Subject): Promise<void>;
  /** Redacts, stores and hashes. The answer's source gives the stored bytes: analysis reads these, never the raw ones. */
  addArtifact(subjectId: string, collected: Collected | CollectedSource): Promise<StoredArtifact>;
  /**
   * A series that grows while it is followed: each record is one line of JSON, redacted, in the file when `append` is done. Until `end` the manifest calls
   * it partial.
   */
  openSeries(subjectId: string, about: Omit<Collected, 'bytes' | 'ext' | 'outcome' | 'problems'>): Promise<OpenSeries>;
  /** Takes an artifact out again: of a ring that holds the newest. The manifest forgets it before its file goes. */
  removeArtifact(id: string): Promise<void>;
  addJournal(entries: readonly JournalEntry[]): Promise<void>;
  addRungs(subjectId: string, rungs: readonly RungAttempt[]): Promise<void>;
  /** `complete` false: the run was cut short. */
  close(end: { readonly endedAt: string; readonly complete: boolean }): Promise<Manifest>;
};

export type OpenSeries = {
  append(record: Readonly<Record<string, unknown>>): Promise<void>;
  end(outcome: 'ok' | 'partial', problems: readonly string[]): Promise<Artifact>;
};

type Draft = { -readonly [K in keyof Manifest]: Manifest[K] };

/** What is no evidence waits so long for an artifact to be saved with. */
const saveWithinMs = 100;

const checkName = (what: string, name: string): void => {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name))
    throw new Error(`${what} ${JSON.stringify(name)} cannot name a file`);
};

/** Runs one step at a time; a failed step does not stop the ones after it. */
const serialise = (): (<T>(step: () => Promise<T>) => Promise<T>) => {
  let last: Promise<unknown> = Promise.resolve();
  return (step) => {
    const next = last.then(step);
    last = next.catch(() => {});
    return next;
  };
};

/** Makes the folder, or takes an empty one: a capture neither mixes with other files nor changes the mode of a folder that holds some. */
const makeEmptyFolder = async (folder: string): Promise<void> => {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [] as string[];
    throw error;
  });
  if (names.length > 0) {
    const what = names.includes('manifest.json') ? 'already holds a capture' : 'is not empty';
    throw new RequestError('capture-exists', `${folder} ${what}`, ['name a folder that does not exist yet']);
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700).catch(() => {});
};

/**
 * Starts a capture (format 1) in a folder, which is made when missing. From the first call on the folder is a readable capture with
 * `complete: false`, also after a kill -9. Throws RequestError `capture-exists`, else the file system's errors.
 */
export const openCapture = async (folder: string, run: CaptureRun): Promise<CaptureWriter> => {
  await makeEmptyFolder(folder);
  const inOrder = serialise();
  const counts = new Map<string, number>();
  const artifacts: StoredArtifact[] = [];
  const kept = keptStore(folder);
  const draft: Draft = {
    captureVersion,
    tool: run.tool,
    startedAt: run.startedAt,
    complete: false,
    ...(run.allowed === undefined ? {} : { allowed: run.allowed }),
    subjects: [],
    artifacts: [],
    journal: [],
    rungs: [],
  };
  let saving: NodeJS.Timeout | undefined;
  const save = () => {
    clearTimeout(saving);
    saving = undefined;
    replaceFile(join(folder, 'manifest.json'), `${JSON.stringify(draft, null, 2)}\n`);
  };
  const saveSoon = () => {
    // A write that fails is tried again by the next one, which tells of it.
    saving ??= setTimeout(() => inOrder(async () => save()).catch(() => undefined), saveWithinMs).unref();
  };

  const addArtifact = async (subjectId: string, collected: Collected | CollectedSource): Promise<StoredArtifact> => {
    checkName('subject', subjectId);
    checkName('ending', collected.ext);
    const id = nextId(subjectId, collected.kind);
    const [stored, source] = await kept.store(collected, `raw/${id}.${collected.ext}`);
    const artifact: Artifact = redactStrings({
      id,
      subject: subjectId,
      kind: collected.kind,
      ...stored,
      takenAt: new Date(collected.takenAtMs).toISOString(),
      how: collected.how,
      cost: collected.cost,
      outcome: source === undefined ? ('failed' as const) : collected.outcome,
      problems: collected.problems,
    });
    draft.artifacts = [...draft.artifacts, artifact];
    save();
    const added = source === undefined ? { artifact } : { artifact, source };
    artifacts.push(added);
    return added;
  };

  const nextId = (subjectId: string, kind: Collected['kind']): string => {
    const series = `${subjectId}/${kind}`;
    const number = (counts.get(series) ?? 0) + 1;
    counts.set(series, number);
    return `${series}/${String(number).padStart(3, '0')}`;
  };

  const openSeries: CaptureWriter['openSeries'] = async (subjectId, { kind, how, cost, takenAtMs }) => {
    checkName('subject', subjectId);
    const id = nextId(subjectId, kind);
    const file = await openSeriesFile(folder, `raw/${id}.jsonl`);
    const takenAt = new Date(takenAtMs).toISOString();
    const base = { id, subject: subjectId, kind, takenAt, how, cost } as const;
    const growing: Artifact = {
      ...base,
      file: `raw/${id}.jsonl`,
      bytes: 0,
      sha256: sha256OfNothing,
      outcome: 'partial',
      growing: true,
      problems: [],
    };
    await change(() => {
      draft.artifacts = [...draft.artifacts, growing];
    });
    return {
      append: (record) =>
        file.append(
          JSON.stringify(record, (_, value: unknown) =>
            typeof value === 'string' ? redactText(value, 'arguments') : value,
          ),
        ),
      end: async (outcome, problems) => {
        const stored = await file.close();
        const artifact: Artifact = redactStrings({ ...base, ...stored, outcome, problems });
        await change(() => {
          draft.artifacts = draft.artifacts.map((one) => (one.id === id ? artifact : one));
          artifacts.push({ artifact, source: fileSource(stored.file, join(folder, stored.file), stored.bytes) });
        });
        return artifact;
      },
    };
  };

  const change = (edit: () => void, persist: () => void = save) =>
    inOrder(async () => {
      edit();
      persist();
    });

  save();
  return {
    folder,
    artifacts,
    addSubject: (subject) =>
      change(() => {
        checkName('subject', subject.id);
        draft.subjects = [...draft.subjects.filter(({ id }) => id !== subject.id), redactStrings(subject)];
      }, saveSoon),
    addArtifact: (subjectId, collected) => inOrder(() => addArtifact(subjectId, collected)),
    openSeries,
    removeArtifact: (id) =>
      inOrder(async () => {
        const gone = draft.artifacts.find((one) => one.id === id);
        if (gone === undefined) return;
        draft.artifacts = draft.artifacts.filter((one) => one !== gone);
        const index = artifacts.findIndex(({ artifact }) => artifact.id === id);
        const [had] = index < 0 ? [] : artifacts.splice(index, 1);
        if (had !== undefined) kept.forget(had);
        save();
        await rm(join(folder, gone.file), { force: true });
      }),
    addJournal: (entries) =>
      change(() => {
        draft.journal = [...draft.journal, ...redactStrings(entries)];
      }, saveSoon),
    addRungs: (subjectId, rungs) =>
      change(() => {
        draft.rungs = [
          ...(draft.rungs ?? []),
          ...rungs.map((rung) => ({ ...redactStrings(rung), subject: subjectId })),
        ];
      }, saveSoon),
    close: ({ endedAt, complete }) =>
      inOrder(async () => {
        draft.endedAt = endedAt;
        draft.complete = complete;
        save();
        return { ...draft };
      }),
  };
};
