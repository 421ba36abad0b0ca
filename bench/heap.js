// npm run bench:heap [-- 100|1000|4000 ...]: heap dumps of these sizes in MB, made by HeapShapes, against named peers.
// HPROF_SLURP and MAT (ParseHeapDump.sh, or a command like it) name peers that are elsewhere; without them their rows are left out.
// JDIAG_BENCH_DUMPS: a folder for the dumps, which are kept there.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { buildSync } from 'esbuild';
import { median, paired, peakRssBytes } from './measure.js';

const root = new URL('..', import.meta.url).pathname;
const jdiag = ['node', join(root, 'bin/run.js'), 'heap'];
const place = process.env['JDIAG_BENCH_DUMPS'] ?? join(tmpdir(), 'jdiag-bench-heap');
const sizes = process.argv.slice(2).map(Number);
const rows = [];

/** Customers of HeapShapes (four orders each) that make so many MB. */
const unitsFor = (megabytes) => Math.round((megabytes - 65) * 148);

const dumpOf = (megabytes) => {
  const file = join(place, `${megabytes}.hprof`);
  if (existsSync(file)) return file;
  mkdirSync(place, { recursive: true });
  execFileSync('javac', ['-d', place, join(root, 'bench/java/HeapShapes.java')]);
  execFileSync('java', [`-Xmx${megabytes + 1000}m`, '-cp', place, 'HeapShapes', file, String(unitsFor(megabytes))]);
  return file;
};

/** What a finished command took: wall and CPU (user and system, as bash counts them), in ms. */
const spent = (argv) => {
  const { stderr, status } = spawnSync(
    'bash',
    ['-c', 'TIMEFORMAT="%R %U %S"; time "$@" >/dev/null 2>&1', '_', ...argv],
    {
      encoding: 'utf8',
    },
  );
  if (![0, 1].includes(status)) throw new Error(`${argv.join(' ')} ended with ${status}`);
  const [wall, user, system] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return { wall: wall * 1000, cpu: (user + system) * 1000 };
};

const cpu = (argv) => async () => spent(argv).cpu;

const shown = (value, unit) =>
  unit === 'ms' && value >= 10_000 ? `${(value / 1000).toFixed(1)} s` : `${value.toFixed(0)} ${unit}`;

const row = (what, { a, b, ratio }, goal, unit = 'ms') => {
  const load = loadavg()[0].toFixed(1);
  rows.push({ what, jdiag: shown(a, unit), peer: shown(b, unit), ratio, goal, load });
  process.stdout.write(
    `${what}: ${shown(a, unit)} against ${shown(b, unit)}, ${ratio.toFixed(2)}x (goal ${goal ?? '-'}, load ${load})\n`,
  );
};

const readLoop = (file) => [
  'node',
  '-e',
  'const f=require("fs"),b=Buffer.alloc(4<<20),h=f.openSync(process.argv[1]);while(f.readSync(h,b)>0);',
  file,
];

const memory = async (what, argv, limitMiB) => {
  const [peak, base] = [await peakRssBytes(argv), await peakRssBytes(['node', join(root, 'bin/run.js'), '--help'])];
  const spent = (peak - base) / 2 ** 20;
  row(`${what}, memory above jdiag --help`, { a: spent, b: limitMiB, ratio: spent / limitMiB }, 1, 'MiB');
};

const objectsIn = (file) => {
  const { stdout } = spawnSync(jdiag[0], [...jdiag.slice(1), file, '--histogram', '--json', '--top', '1'], {
    encoding: 'utf8',
  });
  return JSON.parse(stdout).views.heap[0].objects;
};

const measure = async (megabytes) => {
  const file = dumpOf(megabytes);
  const size = `${(statSync(file).size / 1e6).toFixed(0)} MB`;
  const runs = megabytes > 2000 ? 1 : 3;
  const histogram = [...jdiag, file, '--histogram'];
  const tree = [...jdiag, file];
  row(
    `histogram of ${size} / a bare read loop, CPU`,
    await paired(cpu(histogram), cpu(readLoop(file)), runs),
    megabytes >= 1000 ? 2.5 : 10,
  );
  const slurp = process.env['HPROF_SLURP'];
  if (slurp !== undefined) {
    row(
      `histogram of ${size} / hprof-slurp, CPU`,
      await paired(cpu(histogram), cpu([slurp, file]), runs),
      megabytes >= 1000 ? 1 : 3,
    );
  }
  await memory(`histogram of ${size}`, histogram, 45);
  const objects = objectsIn(file);
  await memory(
    `tree, paths and suspects of ${size} (${(objects / 1e6).toFixed(1)} M objects)`,
    tree,
    45 + (55 * objects) / 2 ** 20,
  );
  const mat = process.env['MAT'];
  if (mat !== undefined && megabytes <= mostForMat) againstMat(file, size, { mat, tree });
};

/** Beyond, MAT needs more memory than most machines have. */
const mostForMat = 2000;

/** MAT keeps what it found beside the dump: the next run would only read that again. */
const forgetIndexes = (file) => {
  const stem = basename(file, '.hprof');
  for (const name of readdirSync(dirname(file)))
    if (name.startsWith(`${stem}.`) && /\.(?:index|threads)$/.test(name)) rmSync(join(dirname(file), name));
};

/** One run of MAT between two of each of ours. */
const againstMat = (file, size, { mat, tree }) => {
  const alone = ['node', bundled('heap-tree'), file];
  const ours = [spent(tree)];
  const ofTree = [spent(alone)];
  forgetIndexes(file);
  const peer = spent([mat, file]);
  forgetIndexes(file);
  ours.push(spent(tree));
  ofTree.push(spent(alone));
  for (const kind of ['wall', 'cpu']) {
    const figure = (runs) => {
      const a = median(runs.map((run) => run[kind]));
      return { a, b: peer[kind], ratio: a / peer[kind] };
    };
    const told = kind === 'wall' ? 'wall' : 'CPU';
    row(
      `tree, retained sizes, by class of ${size} / Eclipse MAT, ${told}`,
      figure(ofTree),
      kind === 'wall' ? 0.13 : undefined,
    );
    row(`the same with paths and suspects / Eclipse MAT, ${told}`, figure(ours), kind === 'wall' ? 0.18 : undefined);
  }
};

const bundled = (name) => {
  const outfile = join(place, `${name}.mjs`);
  buildSync({
    entryPoints: [join(root, `bench/${name}.ts`)],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  return outfile;
};

const page = () => `# Benchmarks of heap dumps

\`npm run bench:heap${sizes.length > 0 ? ` -- ${sizes.join(' ')}` : ''}\` on ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), Node ${process.version}. Dumps of
\`bench/java/HeapShapes.java\`, 56 bytes of file per object; whole processes, interleaved; medians, the ratio is the median of the pairs (against MAT one run of it between
two of ours). CPU is user and system. Load: of the machine, at the time of the row; with more than 1 of it others were at work and wall tells little.
${process.env['MAT'] === undefined ? '' : 'Eclipse MAT, headless: parse, dominator tree, retained sizes by class; no reports.\n'}
| what | jdiag | peer or limit | ratio | goal | load |
|---|---|---|---|---|---|
${rows.map(({ what, jdiag: a, peer, ratio, goal, load }) => `| ${what} | ${a} | ${peer} | **${ratio.toFixed(2)}x** | ${goal === undefined ? '-' : `${goal}x`} | ${load} |`).join('\n')}

Memory: peak of the resident set above that of \`jdiag --help\`; the limit is 45 MiB, for the tree 55 bytes per object more. The graph, the walk and the dominators are
computed in WebAssembly up to 4 GiB of arrays (about 75 million objects), in JavaScript beyond; what they find is the same: [figures](heap-figures.md).
`;

for (const megabytes of sizes.length > 0 ? sizes : [100, 1000]) await measure(megabytes);
writeFileSync(join(root, 'docs/benchmarks-heap.md'), page());
if (process.env['JDIAG_BENCH_DUMPS'] === undefined) rmSync(place, { recursive: true, force: true });
