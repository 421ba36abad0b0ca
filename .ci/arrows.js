// Proves that the linter guards every import arrow of the design: one violation planted per arrow must be reported.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = new URL('..', import.meta.url).pathname;
const folders = [
  'model',
  'target',
  'transport',
  'probe',
  'capture',
  'parse',
  'facts',
  'engine',
  'report',
  'app',
  'commands',
  'kube',
];

/** What each folder may import; everything else between the folders is a violation. */
const allowed = {
  model: [],
  target: ['model', 'parse'],
  transport: ['model'],
  kube: ['model'],
  probe: ['model', 'parse'],
  capture: ['model'],
  parse: ['model'],
  facts: ['model'],
  engine: ['model'],
  report: ['model'],
};

/** Pure folders: bytes come as ByteSource, nothing is read, run or painted. */
const pure = ['parse', 'facts', 'engine', 'report'];
const impure = ['node:fs', 'node:fs/promises', 'node:net', 'node:child_process', '@oclif/core', 'execa', 'ora'];

const plants = [
  ...Object.entries(allowed).flatMap(([from, to]) =>
    folders
      .filter((folder) => folder !== from && !to.includes(folder))
      .map((folder) => ({ from, specifier: `../${folder}/planted-target.ts` })),
  ),
  ...pure.flatMap((from) => impure.map((specifier) => ({ from, specifier }))),
  ...['app', 'target', 'transport', 'probe', 'capture', 'commands', 'engine'].flatMap((from) =>
    ['@kubernetes/client-node', 'ws'].map((specifier) => ({ from, specifier })),
  ),
  { from: 'kube', specifier: '@kubernetes/client-node', allowed: true },
  ...['app', 'probe', 'capture', 'kube'].map((from) => ({ from, specifier: '@oclif/core' })),
  { from: 'engine', specifier: 'node:path', allowed: true },
];

const lint = (file) => spawnSync('npx', ['biome', 'lint', '--reporter=json', file], { cwd: root, encoding: 'utf8' });

let failures = 0;
const planted = [];
try {
  for (const [index, { from, specifier }] of plants.entries()) {
    for (const depth of ['', 'planted-part/']) {
      const folder = join(root, 'src', from, depth);
      mkdirSync(folder, { recursive: true });
      const file = join(folder, `planted-${index}.ts`);
      const path = depth !== '' && specifier.startsWith('..') ? `../${specifier}` : specifier;
      writeFileSync(file, `import * as planted from '${path}';\n\nexport const used = planted;\n`);
      planted.push({ file, index });
    }
  }
  const { stdout } = lint('src');
  const reported = new Set();
  for (const { category, location } of JSON.parse(stdout.slice(stdout.indexOf('{'))).diagnostics) {
    if (category === 'lint/style/noRestrictedImports') reported.add(JSON.stringify(location.path));
  }
  for (const { file, index } of planted) {
    const plant = plants[index];
    const caught = [...reported].some((path) => path.includes(file.slice(root.length)));
    if (caught === (plant.allowed === true)) {
      failures++;
      process.stdout.write(
        `${plant.allowed ? 'wrongly reported' : 'NOT CAUGHT'}: src/${plant.from} imports ${plant.specifier}\n`,
      );
    }
  }
} finally {
  for (const { file } of planted) rmSync(file, { force: true });
  for (const folder of folders) rmSync(join(root, 'src', folder, 'planted-part'), { recursive: true, force: true });
}
process.stdout.write(`arrows: ${planted.length} planted violations, ${failures} wrong\n`);
process.exitCode = failures === 0 ? 0 : 1;
