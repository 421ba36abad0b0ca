// npm run bench: ratios against named peers, in one run; results in docs/benchmarks.md.
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundled, imported } from '../src/build/in-process.js';
import { median, paired, peakRssBytes, printedBy, runOnce } from './measure.js';

const root = new URL('..', import.meta.url).pathname;
const jdiag = ['node', join(root, 'bin/run.js')];
const place = mkdtempSync(join(tmpdir(), 'jdiag-bench-'));
process.env['XDG_STATE_HOME'] = place;
const rows = [];
const [load] = loadavg();

const row = (what, { a, b, ratio }, limit, unit = 'ms') => {
  rows.push({ what, jdiag: `${a.toFixed(0)} ${unit}`, peer: `${b.toFixed(0)} ${unit}`, ratio, limit });
  process.stdout.write(
    `${what}: ${a.toFixed(1)} against ${b.toFixed(1)} ${unit}, ${ratio.toFixed(2)}x (goal ${limit}x)\n`,
  );
};

const wall = (argv) => async () => (await runOnce(argv)).wallMs;

const startParked = async (threads) => {
  const source = join(root, 'bench/java/Parked.java');
  const compiled = spawnSync('javac', ['-d', place, source], { encoding: 'utf8' });
  if (compiled.status !== 0) throw new Error(`javac failed: ${compiled.stderr}`);
  const jvm = spawn('java', ['-Xmx256m', '-Xss256k', '-cp', place, 'Parked', String(threads)]);
  await new Promise((resolve, reject) => {
    jvm.stdout.on('data', (text) => String(text).includes('READY') && resolve());
    jvm.on('exit', () => reject(new Error('the JVM ended before it was ready')));
  });
  return jvm;
};

/** The same dump again and again until the file is as large as asked. */
const repeatInto = (path, text, bytes) => {
  const file = openSync(path, 'w');
  for (let written = 0; written < bytes; written += text.length) writeSync(file, `${text}\n`);
  closeSync(file);
};

const startUp = async () => {
  const bare = wall(['node', '-e', '0']);
  const small = join(root, 'fixtures/formats/hotspot-jdk17/jstack-l.txt');
  row('jdiag --version / node -e 0', await paired(wall([...jdiag, '--version']), bare, 11), 1.3);
  row('jdiag threads small.txt / node -e 0', await paired(wall([...jdiag, 'threads', small]), bare, 11), 4);
};

const live = async () => {
  const jvm = await startParked(3000);
  try {
    const jstack = wall(['jstack', String(jvm.pid)]);
    const dump = join(place, 'dump.txt');
    writeFileSync(dump, spawnSync('jstack', [String(jvm.pid)], { maxBuffer: 1 << 28 }).stdout);
    row('jdiag threads 3000.txt / jstack', await paired(wall([...jdiag, 'threads', dump]), jstack, 7), 1.2);
    const once = wall([...jdiag, 'threads', `pid/${jvm.pid}`, '--dumps', '1']);
    row('jdiag threads pid/N --dumps 1 / jstack', await paired(once, jstack, 7), 1.5);
    const inProcess = await imported('bench/in-process.ts');
    row('the dump itself, in process / jstack', await paired(() => inProcess.dumpWallMs(jvm.pid), jstack, 7), 0.3);
    await rules(dump);
    await parsing(dump, inProcess);
  } finally {
    jvm.kill('SIGKILL');
  }
};

/** CPU (user and system) of a finished jstat, in ms: what /proc said of it last. */
const jstatCpuMs = (pid, samples) =>
  new Promise((resolve, reject) => {
    const child = spawn('jstat', ['-gcutil', String(pid), '20', String(samples)], { stdio: 'ignore' });
    let ticks = 0;
    const timer = setInterval(() => {
      try {
        const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
        ticks = Math.max(ticks, Number(fields[11]) + Number(fields[12]));
      } catch {
        // It has just ended: the last reading stands.
      }
    }, 50);
    child.on('error', reject);
    child.on('close', () => {
      clearInterval(timer);
      resolve(ticks * 10);
    });
  });

/** Readings of a running jstat without what its start costs: the difference of a long and a short run. */
const furtherSampleOfJstat = async (pid) => {
  const [few, many] = [await jstatCpuMs(pid, 100), await jstatCpuMs(pid, 500)];
  return (many - few) / 400;
};

const counters = async () => {
  const jvm = await startParked(20);
  try {
    const inProcess = await imported('bench/in-process.ts');
    const oneShot = wall(['jstat', '-gcutil', String(jvm.pid)]);
    const first = await paired(() => inProcess.firstSampleWallMs(jvm.pid), oneShot, 11);
    row('a first sample of counters, in process / jstat once', first, 0.01);
    const further = await paired(
      () => inProcess.sampleCpuMs(jvm.pid, 500),
      () => furtherSampleOfJstat(jvm.pid),
      3,
    );
    row('a further sample, CPU / of a running jstat', further, 0.25);
  } finally {
    jvm.kill('SIGKILL');
  }
};

const rules = async (dump) => {
  const module = await bundled('bench/in-process.ts');
  const program =
    'const [module, dump] = process.argv.slice(1); console.log(await (await import(module)).rulesCpuMs(dump));';
  const cpuMs = [];
  for (let i = 0; i < 5; i++) {
    cpuMs.push(Number(await printedBy(['node', '--input-type=module', '-e', program, module, dump])));
  }
  const a = median(cpuMs);
  row('all rules on 3000.txt after parsing, CPU / 100 ms', { a, b: 100, ratio: a / 100 }, 1);
};

const parsing = async (dump, inProcess) => {
  const text = readFileSync(dump, 'latin1');
  const big = join(place, 'big.txt');
  repeatInto(big, text, 50e6);
  const pair = await paired(
    () => inProcess.parseCpuMs(big),
    async () => inProcess.bareLoopCpuMs(big),
    5,
  );
  row(`parsing ${(statSync(big).size / 1e6).toFixed(0)} MB / read and split, CPU`, pair, 6);
  repeatInto(big, text, 200e6);
  const peak = median([await peakRssBytes([...jdiag, 'threads', big]), await peakRssBytes([...jdiag, 'threads', big])]);
  row('peak memory, 200 MB of dumps / 200 MiB', { a: peak / 2 ** 20, b: 200, ratio: peak / 2 ** 20 / 200 }, 1, 'MiB');
};

/** What people wrote below the table stays. */
const prose = () => {
  const before = readFileSync(join(root, 'docs/benchmarks.md'), 'utf8');
  return before.slice(before.indexOf('\n## '));
};

const page = () => `# Benchmarks

\`npm run bench\` on ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), Node ${process.version}, load ${load.toFixed(1)} at the start. Medians of interleaved
runs (A B A B); the ratio is the median of the pairs, so a machine that drifts cancels out. Whole processes unless it says otherwise.

| what | jdiag | peer | ratio | goal |
|---|---|---|---|---|
${rows.map(({ what, jdiag: a, peer, ratio, limit }) => `| ${what} | ${a} | ${peer} | **${ratio.toFixed(2)}x** | ${limit}x |`).join('\n')}
${prose()}`;

try {
  await startUp();
  if (spawnSync('javac', ['-version']).error === undefined) {
    await live();
    await counters();
  } else process.stdout.write('SKIPPED: everything that needs a JVM (no javac in PATH)\n');
  writeFileSync(join(root, 'docs/benchmarks.md'), page());
} finally {
  rmSync(place, { recursive: true, force: true });
}
