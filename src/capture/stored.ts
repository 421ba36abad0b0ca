import type { ByteSource } from '../model/byte-source.ts';
import type { Artifact, Collected } from '../model/capture.ts';

/** An artifact and its stored (redacted, decoded) bytes; no source when nothing was had or it is gone. */
export type StoredArtifact = { readonly artifact: Artifact; readonly source?: ByteSource };

/** Evidence too large to hold: streamed into the capture. */
export type CollectedSource = Omit<Collected, 'bytes'> & { readonly source: ByteSource };
