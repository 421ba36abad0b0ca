// Whole-process measurements: wall time, CPU and peak memory of finished children, in pairs so that a drifting machine cancels out.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** Runs argv to its end; its output is read and dropped, or handed to `onOutput`. */
export const runOnce = (argv, { onOutput = () => {}, accept = [0, 1, 3] } = {}) =>
  new Promise((resolve, reject) => {
    const startedAt = process.hrtime.bigint();
    const child = spawn(argv[0], argv.slice(1), { stdio: ['ignore', 'pipe', 'pipe'] });
    let errors = '';
    child.stdout.on('data', onOutput);
    child.stderr.on('data', (text) => {
      errors = (errors + text).slice(-2000);
    });
    child.on('error', reject);
    child.on('close', (code) => {
      const wallMs = Number(process.hrtime.bigint() - startedAt) / 1e6;
      if (accept.includes(code)) resolve({ wallMs, code });
      else reject(new Error(`${argv.join(' ')} ended with ${code}: ${errors}`));
    });
  });

/** What the command prints. */
export const printedBy = async (argv) => {
  let text = '';
  await runOnce(argv, {
    onOutput: (chunk) => {
      text += chunk;
    },
  });
  return text;
};

/** A B A B ...: medians of both and the median of the ratios pair by pair. */
export const paired = async (a, b, runs) => {
  await a();
  await b();
  const pairs = [];
  for (let i = 0; i < runs; i++) pairs.push([await a(), await b()]);
  return {
    a: median(pairs.map(([first]) => first)),
    b: median(pairs.map(([, second]) => second)),
    ratio: median(pairs.map(([first, second]) => first / second)),
  };
};

/** Peak resident memory of a command, read from the kernel while it runs. */
export const peakRssBytes = (argv) =>
  new Promise((resolve, reject) => {
    const child = spawn(argv[0], argv.slice(1), { stdio: 'ignore' });
    let peak = 0;
    const timer = setInterval(() => {
      try {
        const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
        // A process that has just ended has no memory left to tell of.
        if (kilobytes !== undefined) peak = Math.max(peak, Number(kilobytes) * 1024);
      } catch {
        // It has just ended: the last reading stands.
      }
    }, 20);
    child.on('error', reject);
    child.on('close', () => {
      clearInterval(timer);
      resolve(peak);
    });
  });
