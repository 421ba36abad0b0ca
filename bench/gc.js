// npm run bench:gc [-- MB]: GC logs against a bare loop, GCViewer and GCToolKit; results in docs/benchmarks-gc.md. The peers come from Maven Central.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { imported } from '../src/build/in-process.js';
import { growLog } from './gc-logs.js';
import { paired, peakRssBytes, runOnce } from './measure.js';

const root = new URL('..', import.meta.url).pathname;
const place = process.env['JDIAG_BENCH_LOGS'] ?? join(tmpdir(), 'jdiag-bench-gc');
const bigMegabytes = Number(process.argv[2] ?? 500);
const jdiag = (/** @type {string} */ file) => ['node', join(root, 'bin/run.js'), 'gc', file];
const [load] = loadavg();
/** @type {{what: string, jdiag: string, peer: string, ratio: number, limit: number}[]} */
const rows = [];
/** @type {string[]} */
const skipped = [];

const row = (
  /** @type {string} */ what,
  /** @type {{a: number, b: number, ratio: number}} */ { a, b, ratio },
  /** @type {number} */ limit,
  unit = 'ms',
) => {
  rows.push({ what, jdiag: `${a.toFixed(0)} ${unit}`, peer: `${b.toFixed(0)} ${unit}`, ratio, limit });
  process.stdout.write(
    `${what}: ${a.toFixed(0)} against ${b.toFixed(0)} ${unit}, ${ratio.toFixed(2)}x (goal ${limit.toFixed(2)}x)\n`,
  );
};

/** A real log of the fixtures, grown. */
const logOf = async (/** @type {string} */ name, /** @type {number} */ megabytes) => {
  const file = join(place, `${name}-${megabytes}.log`);
  if (!existsSync(file)) await growLog(join(root, `fixtures/formats/gc-log/${name}.log`), file, megabytes * 1e6);
  return file;
};

/** The jars of the peers; undefined: they cannot be had. */
const peers = () => {
  const folder = join(root, 'bench/java/gctoolkit');
  const jars = join(place, 'jars');
  if (!existsSync(join(jars, 'gcviewer-1.36.jar'))) {
    const got = spawnSync(
      'mvn',
      ['-q', '-B', '-f', join(folder, 'pom.xml'), 'dependency:copy-dependencies', `-DoutputDirectory=${jars}`],
      { encoding: 'utf8', timeout: 300_000 },
    );
    if (got.status !== 0) return undefined;
  }
  const built = spawnSync('javac', ['-cp', join(jars, '*'), '-d', place, join(folder, 'Collections.java')]);
  return built.status === 0 ? jars : undefined;
};

const wall = (/** @type {string[]} */ argv) => async () => (await runOnce(argv)).wallMs;

/** Minutes each: once. */
const once = async (/** @type {() => Promise<number>} */ first, /** @type {() => Promise<number>} */ second) => {
  const [a, b] = [await first(), await second()];
  return { a, b, ratio: a / b };
};

const lineLoops = async () => {
  const inProcess = await imported('bench/in-process.ts');
  const styles = [
    'jdk17-g1',
    'jdk17-parallel',
    'jdk21-zgcgen',
    'jdk17-shen',
    'jdk25-g1-debug-safepoint',
    'jdk8-parallel-all',
    'jdk8-g1-all',
    'jdk8-cms',
  ];
  for (const style of styles) {
    const file = await logOf(style, 100);
    const pair = await paired(
      () => inProcess.gcLogCpuMs(file),
      async () => inProcess.bareLoopCpuMs(file),
      3,
    );
    row(`${style}, ${(statSync(file).size / 1e6).toFixed(0)} MB, parsed and folded / read and split, CPU`, pair, 3);
  }
};

const against = async () => {
  const file = await logOf('jdk17-g1', bigMegabytes);
  const size = `${(statSync(file).size / 1e6).toFixed(0)} MB`;
  const peak = await peakRssBytes(jdiag(file));
  row(`peak memory, ${size} / 150 MiB`, { a: peak / 2 ** 20, b: 150, ratio: peak / 2 ** 20 / 150 }, 1, 'MiB');
  const jars = peers();
  if (jars === undefined) {
    skipped.push('GCViewer and GCToolKit: Maven Central (or Maven) was not to be had');
    return;
  }
  // Its thousands of warnings are not written anywhere.
  const quiet = join(place, 'quiet.properties');
  writeFileSync(quiet, '.level=OFF\nhandlers=\n');
  const java = ['java', `-Djava.util.logging.config.file=${quiet}`, '-Xmx6g', '-cp'];
  const viewer = [
    ...java,
    join(jars, '*'),
    'com.tagtraum.perf.gcviewer.GCViewer',
    file,
    join(place, 'summary.csv'),
    '-t',
    'SUMMARY',
  ];
  row(`jdiag gc, ${size} / GCViewer 1.36, wall`, await once(wall(jdiag(file)), wall(viewer)), 1 / 3);
  const toolkit = [...java, `${join(jars, '*')}:${place}`, 'Collections', file];
  row(`jdiag gc, ${size} / GCToolKit 3.5.0, wall`, await once(wall(jdiag(file)), wall(toolkit)), 1 / 3);
};

const page = () => `# Benchmarks: GC logs

\`npm run bench:gc\` on ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), Node ${process.version}, load ${(load ?? 0).toFixed(1)} at the start. Real logs of the fixtures again and again,
clocks and numbers going on. Medians of interleaved runs (A B A B); the ratio is the median of the pairs. The bare loop reads the file and splits it into lines.

| what | jdiag | peer | ratio | goal |
|---|---|---|---|---|
${rows.map(({ what, jdiag: a, peer, ratio, limit }) => `| ${what} | ${a} | ${peer} | **${ratio.toFixed(2)}x** | ${Number(limit.toFixed(2))}x |`).join('\n')}
${skipped.map((what) => `\nNot measured: ${what}.`).join('')}
`;

mkdirSync(place, { recursive: true });
await lineLoops();
if (spawnSync('java', ['-version']).error === undefined) await against();
else skipped.push('GCViewer and GCToolKit: there is no java');
writeFileSync(join(root, 'docs/benchmarks-gc.md'), page());
