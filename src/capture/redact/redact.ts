import type { ArtifactKind } from '../../model/evidence.ts';
import { peek } from '../peek.ts';
import { decode, encode, encodingOf } from './encoding.ts';
import { personalNumbers } from './personal.ts';
import { redactPod } from './pod.ts';
import { redactProcess } from './process.ts';
import { joinRanges, replaceRangesInPlace, type SecretRange } from './range.ts';
import { redactPieces } from './stream.ts';
import { findSecrets } from './text.ts';

const headLength = 4096;
const maxDocumentBytes = 64 << 20;

const concat = async (chunks: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
};

/** What applications log of people. Dumps and counters hold numbers of their own that would look alike. */
const findInLog = (text: string): readonly SecretRange[] =>
  joinRanges([...findSecrets(text), ...personalNumbers(text)]);

const redactStream = async function* (
  chunks: AsyncIterable<Uint8Array>,
  find: (text: string) => readonly SecretRange[] = findSecrets,
): AsyncGenerator<Uint8Array> {
  const { head, all } = await peek(chunks, headLength);
  const encoding = encodingOf(head);
  let odd: Uint8Array = new Uint8Array();
  const pieces = decode(all, encoding, (rest) => {
    odd = rest;
  });
  for await (const piece of redactPieces(pieces, find)) yield encode(piece, encoding);
  if (odd.byteLength > 0) yield odd;
};

/** Strings of a binary file are redacted where they stand, its length and offsets stay. */
const redactBinary = async function* (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const find = (text: string) => findSecrets(text, 'arguments');
  const pieces = decode(chunks, 'single-byte', () => {});
  for await (const piece of redactPieces(pieces, find, replaceRangesInPlace)) yield encode(piece, 'single-byte');
};

const redactDocument = async function* (
  chunks: AsyncIterable<Uint8Array>,
  redactJson: (text: string) => string | undefined,
): AsyncGenerator<Uint8Array> {
  const bytes = await concat(chunks);
  const redacted = bytes.length > maxDocumentBytes ? undefined : redactJson(bytes.toString('utf8'));
  if (redacted !== undefined) yield Buffer.from(redacted, 'utf8');
  else {
    yield* redactStream(
      (async function* () {
        yield bytes;
      })(),
    );
  }
};

/** The bytes as they may be stored: secrets replaced, the number of lines (binary: the length) as before. */
export const redact = (
  what: { readonly kind: ArtifactKind; readonly ext: string },
  chunks: AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> => {
  if (what.kind === 'process') return redactDocument(chunks, redactProcess);
  if (what.kind === 'pod') return redactDocument(chunks, redactPod);
  if (what.kind === 'perf-data' || what.ext === 'bin') return redactBinary(chunks);
  return redactStream(chunks, what.kind === 'log' ? findInLog : findSecrets);
};
