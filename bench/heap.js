// npm run bench:heap [-- 100|1000|4000 ...]: heap dumps of these sizes in MB, made by HeapShapes, against named peers.
// HPROF_SLURP and MAT (ParseHeapDump.sh) name peers that are elsewhere; without them their rows are left out.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { paired, peakRssBytes } from './measure.js';

const root = new URL('..', import.meta.url).pathname;
const jdiag = ['node', join(root, 'bin/run.js'), 'heap'];
const place = process.env['JDIAG_BENCH_DUMPS'] ?? join(tmpdir(), 'jdiag-bench-heap');
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

/** User and system time of a finished command, as bash counts them. */
const cpu = (argv) => async () => {
  const { stderr, status } = spawnSync('bash', ['-c', 'TIMEFORMAT="%U %S"; time "$@" >/dev/null 2>&1', '_', ...argv], {
    encoding: 'utf8',
  });
  if (![0, 1].includes(status)) throw new Error(`${argv.join(' ')} ended with ${status}`);
  const [user, system] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return (user + system) * 1000;
};

const wall = (argv) => async () => {
  const started = process.hrtime.bigint();
  spawnSync(argv[0], argv.slice(1), { stdio: 'ignore' });
  return Number(process.hrtime.bigint() - started) / 1e6;
};

const row = (what, { a, b, ratio }, limit, unit = 'ms') => {
  rows.push({ what, jdiag: `${a.toFixed(0)} ${unit}`, peer: `${b.toFixed(0)} ${unit}`, ratio, limit });
  process.stdout.write(
    `${what}: ${a.toFixed(0)} against ${b.toFixed(0)} ${unit}, ${ratio.toFixed(2)}x (goal ${limit}x)\n`,
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
  row(`tree, paths and suspects of ${size} / histogram, CPU`, await paired(cpu(tree), cpu(histogram), runs), 16);
  const mat = process.env['MAT'];
  if (mat !== undefined)
    row(
      `tree, paths and suspects of ${size} / Eclipse MAT, wall`,
      await paired(wall(tree), wall([mat, file]), 1),
      0.18,
    );
};

const page = () => `# Benchmarks of heap dumps

\`npm run bench:heap\` on ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), Node ${process.version}. Dumps of \`bench/java/HeapShapes.java\`; medians of
interleaved runs, whole processes; the ratio is the median of the pairs.

| what | jdiag | peer or limit | ratio | goal |
|---|---|---|---|---|
${rows.map(({ what, jdiag: a, peer, ratio, limit }) => `| ${what} | ${a} | ${peer} | **${ratio.toFixed(2)}x** | ${limit}x |`).join('\n')}
`;

const sizes = process.argv.slice(2).map(Number);
for (const megabytes of sizes.length > 0 ? sizes : [100, 1000]) await measure(megabytes);
writeFileSync(join(root, 'docs/benchmarks-heap.md'), page());
if (process.env['JDIAG_BENCH_DUMPS'] === undefined) rmSync(place, { recursive: true, force: true });
