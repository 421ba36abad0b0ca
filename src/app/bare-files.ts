import type { Stats } from 'node:fs';
import { access, constants, readdir, stat } from 'node:fs/promises';
import type { ByteSource } from '../model/byte-source.ts';
import type { Artifact } from '../model/capture.ts';
import type { Notice } from '../model/report.ts';
import { fileSource } from './file-source.ts';
import type { Input, InputFile } from './input.ts';
import { systemFailure } from './system-error.ts';

/** The sha256 of no bytes: nothing was taken. */
const sha256OfNothing = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

const bareArtifact = (file: string, bytes: number): Artifact => ({
  id: 'file-1',
  subject: '',
  kind: 'log',
  file,
  bytes,
  sha256: sha256OfNothing,
  how: 'file',
  cost: 'none',
  outcome: 'ok',
  problems: [],
});

/** A file that was asked for and gave nothing, and why. A dump is what every command looks for first in it. */
export const unreadFile = (artifact: Artifact, problem: string): Artifact => ({
  ...artifact,
  kind: 'thread-dump',
  bytes: 0,
  outcome: 'failed',
  problems: [problem],
});

export const bareFile = (source: ByteSource, named: boolean): InputFile => ({
  artifact: bareArtifact(source.name, source.size ?? 0),
  source,
  given: false,
  named,
});

/** Files that nobody described, each with an id of its own. */
export const bareInput = (target: string, files: readonly InputFile[], rest: Partial<Input> = {}): Input => ({
  target,
  subjects: [],
  rungs: [],
  notices: [],
  incomplete: [],
  close: async () => {},
  ...rest,
  files: files.map((file, index) => ({ ...file, artifact: { ...file.artifact, id: `file-${index + 1}` } })),
});

const kindOf = (entry: Stats): string => {
  if (entry.isDirectory()) return 'a folder';
  if (entry.isFIFO()) return 'a pipe';
  if (entry.isSocket()) return 'a socket';
  return 'a device';
};

const skipped = (name: string, why: string): Notice => ({ code: 'skipped', message: `${name} was not read: ${why}` });

/** What stands in a folder: files to read, also behind links, and in words what was passed over. */
export const folderEntries = async (
  path: string,
): Promise<{ readonly files: readonly InputFile[]; readonly notices: readonly Notice[] }> => {
  const names = await readdir(path, { encoding: 'buffer' });
  const files: InputFile[] = [];
  const notices: Notice[] = [];
  for (const bytes of names.sort(Buffer.compare)) {
    // Dots are where tools and editors keep their own; a name need not be UTF-8.
    if (bytes[0] === 0x2e) continue;
    const whole = Buffer.concat([Buffer.from(path.endsWith('/') ? path : `${path}/`), bytes]);
    const name = whole.toString();
    try {
      const entry = await stat(whole);
      if (!entry.isFile()) {
        notices.push(skipped(name, `it is ${kindOf(entry)}`));
        continue;
      }
      await access(whole, constants.R_OK);
      files.push(bareFile(fileSource(whole, name), false));
    } catch (error) {
      const failure = systemFailure(error);
      if (failure === undefined) throw error;
      if (failure.code === 'ENOENT' || failure.code === 'ELOOP') {
        notices.push(skipped(name, 'it is a link to nothing'));
        continue;
      }
      const artifact = unreadFile(bareArtifact(name, 0), `${name}: ${failure.reason}`);
      files.push({ artifact, given: false, named: false });
    }
  }
  return { files, notices };
};
