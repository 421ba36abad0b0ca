// Ships the bundle with compiled code for the release of V8 that built it: a third of the time of a start.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** So that reading one is among what is called: of somebody else's YAML parser, only what was called is compiled. */
const settings = `failOn: warning
appPackages: [com.acme]
rules:
  threads/hot: {params: {cores: 0.8}, reason: "the nightly batch"}
`;

/** Writes `code-cache.bin` into the bundle: what a diagnosis of a dump calls, and all of the other files of our own. */
export const writeCodeCache = async (root, ownFiles) => {
  const place = await mkdtemp(join(tmpdir(), 'jdiag-build-'));
  const dump = join(root, 'fixtures/formats/hotspot-jdk17/jstack-l.txt');
  const reports = ['json', 'markdown'].flatMap((format) => ['--report', `${format}=${join(place, format)}`]);
  const words = ['threads', dump, '--fail-on', 'never', ...reports];
  try {
    await mkdir(join(place, 'jdiag'));
    await writeFile(join(place, 'jdiag/config.yaml'), settings);
    await promisify(execFile)(
      process.execPath,
      [join(root, 'src/build/record-code.js'), join(root, 'dist'), JSON.stringify(ownFiles), ...words],
      { env: { ...process.env, XDG_CONFIG_HOME: place, XDG_STATE_HOME: place } },
    );
  } finally {
    await rm(place, { recursive: true, force: true });
  }
};
