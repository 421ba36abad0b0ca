import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const dump = join(root, 'fixtures/formats/hotspot-jdk17/jstack-l.txt');

/** Runs jdiag as the build does when it compiles ahead, and says what of the bundle was loaded. */
const program = `
  const { readFileSync, statSync } = require('node:fs');
  const { bundleLoader } = require('./code-cache.js');
  const { load, scripts } = bundleLoader(process.cwd(), () => undefined);
  process.on('exit', () => {
    const files = [...scripts.keys()];
    const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
    const cluster = files.some((file) => readFileSync(file, 'utf8').includes('node_modules/@kubernetes/'));
    process.stderr.write(JSON.stringify({ bytes, cluster }));
  });
  process.argv = [process.argv[0], 'jdiag', 'threads', ${JSON.stringify(dump)}, '--fail-on', 'never'];
  load('main.js');`;

/** The size when this was written was 2.0 MB: more means that something of another command is loaded at every start. */
const maxBytes = 2_200_000;

it('a diagnosis of a dump loads what it needs, not what other commands do', () => {
  const { status, stderr } = spawnSync(process.execPath, ['-e', program], {
    cwd: join(root, 'dist'),
    encoding: 'utf8',
  });
  expect(status).toBe(0);
  const { bytes, cluster } = JSON.parse(stderr) as { bytes: number; cluster: boolean };
  expect(bytes).toBeGreaterThan(500_000);
  expect(bytes).toBeLessThan(maxBytes);
  expect(cluster).toBe(false);
});
