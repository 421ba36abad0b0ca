// Ships the bundle with compiled code for the release of V8 that built it: a third of the time of a start.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Writes `code-cache.bin` into the bundle: what a diagnosis of a dump calls, and all of the other files of our own. */
export const writeCodeCache = async (root, ownFiles) => {
  const place = await mkdtemp(join(tmpdir(), 'jdiag-build-'));
  const dump = join(root, 'fixtures/formats/hotspot-jdk17/jstack-l.txt');
  const reports = ['json', 'markdown'].flatMap((format) => ['--report', `${format}=${join(place, format)}`]);
  const words = ['threads', dump, '--fail-on', 'never', ...reports];
  try {
    await promisify(execFile)(
      process.execPath,
      [join(root, 'src/build/record-code.js'), join(root, 'dist'), JSON.stringify(ownFiles), ...words],
      { env: { ...process.env, XDG_CONFIG_HOME: place, XDG_STATE_HOME: place } },
    );
  } finally {
    await rm(place, { recursive: true, force: true });
  }
};
