import type { ByteSource } from '../model/byte-source.ts';
import type { Artifact, RungAttempt } from '../model/capture.ts';
import type { Notice } from '../model/report.ts';
import type { Subject } from '../model/subject.ts';

/** One stored artifact, or a bare file whose kind is not known yet (`given: false`). */
export type InputFile = {
  readonly artifact: Artifact;
  /** Absent: the bytes could not be had; the artifact is failed and says why. */
  readonly source?: ByteSource;
  /** The kind and subject come from a manifest. */
  readonly given: boolean;
  /** The user wrote this file's own name, not that of a folder or archive around it. */
  readonly named: boolean;
};

/** What there is to analyse: a capture, or bare files that nobody described. */
export type Input = {
  readonly target: string;
  /** Taken in this run: its target is still there to be asked again. */
  readonly live?: true;
  readonly subjects: readonly Subject[];
  readonly files: readonly InputFile[];
  readonly rungs: readonly (RungAttempt & { readonly subject: string })[];
  readonly notices: readonly Notice[];
  /** Why the capture is less than what was asked for: it was interrupted, an artifact was not had. */
  readonly incomplete: readonly string[];
  close(): Promise<void>;
};
