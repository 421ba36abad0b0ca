import { captureVersion, type Manifest } from '../model/capture.ts';
import { RequestError } from '../model/exit-code.ts';

type Shape = (value: unknown, path: string) => string | undefined;
type Fields = Readonly<Record<string, Shape>>;

const shown = (value: unknown): string => {
  if (value === undefined) return 'is missing';
  const text = JSON.stringify(value) ?? String(value);
  return `is ${text.length > 60 ? `${text.slice(0, 60)}...` : text}`;
};
const must =
  (what: string, test: (value: unknown) => boolean): Shape =>
  (value, path) =>
    test(value) ? undefined : `${path} must be ${what}, but ${shown(value)}`;

const text = must('a string', (value) => typeof value === 'string');
const time = must('a time (RFC 3339)', (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)));
const flag = must('true or false', (value) => typeof value === 'boolean');
const count = must('a number >= 0', (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0);
const name = must(
  'a name of letters, digits, dot, dash',
  (value) => typeof value === 'string' && /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(value),
);
const sha256 = must('a sha256 in hex', (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value));
const rawPath = must(
  'a path below raw/',
  (value) => typeof value === 'string' && /^raw(?:\/[A-Za-z0-9._-]+)+$/.test(value) && !value.split('/').includes('..'),
);
const oneOf = (...words: readonly string[]) =>
  must(`one of ${words.join(', ')}`, (value) => words.includes(value as string));
const optional =
  (shape: Shape): Shape =>
  (value, path) =>
    value === undefined ? undefined : shape(value, path);
const list =
  (item: Shape): Shape =>
  (value, path) => {
    if (!Array.isArray(value)) return `${path} must be a list, but ${shown(value)}`;
    for (const [index, entry] of value.entries()) {
      const mistake = item(entry, `${path}[${index}]`);
      if (mistake !== undefined) return mistake;
    }
    return undefined;
  };
const object =
  (fields: Fields): Shape =>
  (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return `${path || 'it'} must be an object, but ${shown(value)}`;
    for (const [key, shape] of Object.entries(fields)) {
      const mistake = shape((value as Record<string, unknown>)[key], path === '' ? key : `${path}.${key}`);
      if (mistake !== undefined) return mistake;
    }
    return undefined;
  };

const cost = oneOf('none', 'safepoint', 'full-gc', 'stops-jvm');
const manifest = object({
  captureVersion: must('1', (value) => value === captureVersion),
  tool: object({ name: text, version: text }),
  startedAt: time,
  endedAt: optional(time),
  complete: flag,
  allowed: optional(list(text)),
  subjects: list(
    object({
      id: name,
      kind: oneOf('jvm', 'pod', 'workload', 'node', 'load'),
      name: text,
      target: text,
      pid: optional(count),
    }),
  ),
  artifacts: list(
    object({
      id: text,
      subject: name,
      kind: name,
      file: rawPath,
      bytes: count,
      sha256,
      takenAt: optional(time),
      how: text,
      cost,
      outcome: oneOf('ok', 'partial', 'failed'),
      problems: list(text),
    }),
  ),
  journal: list(
    object({ at: time, subject: text, action: text, outcome: text, durationMs: count, cost, leaves: text }),
  ),
  rungs: optional(list(object({ probe: text, rung: text, status: text, subject: text, reason: optional(text) }))),
});

const newer = (document: unknown, where: string): RequestError | undefined => {
  const { captureVersion: version, tool } = (document ?? {}) as {
    captureVersion?: unknown;
    tool?: { version?: unknown };
  };
  if (typeof version !== 'number' || version <= captureVersion) return undefined;
  const writer = typeof tool?.version === 'string' ? tool.version : undefined;
  return new RequestError(
    'capture-newer',
    `${where} is a capture of format ${version}; this jdiag reads up to format ${captureVersion}`,
    [writer === undefined ? 'use a newer jdiag' : `it was written by jdiag ${writer}: use that version or a newer one`],
  );
};

/**
 * Reads a manifest of capture format 1; fields it does not know are kept. `where` names the capture in messages.
 * Throws RequestError `capture-newer` or `capture-invalid`, which names the first wrong field.
 */
export const parseManifest = (json: string, where: string): Manifest => {
  let document: unknown;
  try {
    document = JSON.parse(json);
  } catch (error) {
    throw new RequestError('capture-invalid', `${where}: manifest.json is not JSON: ${(error as Error).message}`);
  }
  const tooNew = newer(document, where);
  if (tooNew !== undefined) throw tooNew;
  const mistake = manifest(document, '');
  if (mistake !== undefined) throw new RequestError('capture-invalid', `${where}: manifest.json: ${mistake}`);
  const { artifacts, subjects } = document as Manifest;
  const known = new Set(subjects.map(({ id }) => id));
  const orphan = artifacts.find(({ subject }) => !known.has(subject));
  if (orphan !== undefined) {
    throw new RequestError(
      'capture-invalid',
      `${where}: manifest.json: ${orphan.id} belongs to ${orphan.subject}, which is no subject`,
    );
  }
  return document as Manifest;
};
