import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { jdks } from '../../support/jdk.ts';

/** Accounts of every Debian with nothing running: a finite process limit then counts our own JVM alone. */
export const strangers = { games: { uid: 5, gid: 60 }, news: { uid: 9, gid: 9 } } as const;

export const isRoot = process.getuid?.() === 0;

const workFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'jdiag-live-'));
  chmodSync(folder, 0o777);
  return folder;
};

let classes: string | undefined;

/** For every JDK that was found. */
export const compileClasses = (): void => {
  const [oldest] = [...jdks.values()].reverse();
  if (oldest === undefined) return;
  classes ??= workFolder();
  const source = join(import.meta.dirname, '../java/Patient.java');
  execFileSync(join(oldest, 'bin/javac'), ['-nowarn', '-d', classes, source], { timeout: 60_000 });
};

export type PatientOptions = {
  readonly home: string;
  readonly jvmArgs?: readonly string[];
  /** Parked threads, or `max`: until no more can be started. */
  readonly threads?: number | 'max';
  /** So many threads more each second; after those seconds it ends with exit code 3. */
  readonly leak?: { readonly perSecond: number; readonly seconds: number };
  readonly as?: { readonly uid: number; readonly gid: number };
  readonly environment?: Readonly<Record<string, string>>;
  /** RLIMIT_NPROC. */
  readonly processLimit?: number;
  /** A cgroup folder the JVM is put into. */
  readonly cgroup?: string;
  /** `file` unless told otherwise. */
  readonly stdout?: 'file' | 'socket';
};

export type Patient = {
  readonly pid: number;
  readonly folder: string;
  /** What it printed so far; a socket is not read. */
  readonly log: () => string;
  readonly alive: () => boolean;
  readonly stop: () => Promise<void>;
};

const running = new Set<Patient>();

export const until = async (what: string, isSo: () => boolean, timeoutMs = 15_000): Promise<void> => {
  const end = Date.now() + timeoutMs;
  while (!isSo()) {
    if (Date.now() > end) throw new Error(`waited ${timeoutMs} ms in vain for: ${what}`);
    await delay(20);
  }
};

export const startPatient = async (options: PatientOptions): Promise<Patient> => {
  const folder = workFolder();
  const cwd = join(folder, 'cwd');
  mkdirSync(cwd);
  chmodSync(cwd, 0o777);
  const logFile = join(folder, 'stdout.log');
  const logFd = openSync(logFile, 'a');
  const java = [join(options.home, 'bin/java'), '-Xmx64m', ...(options.jvmArgs ?? []), '-cp', classes as string];
  const leak = options.leak === undefined ? [] : [`leak=${options.leak.perSecond}/${options.leak.seconds}`];
  const limit = options.processLimit === undefined ? [] : ['prlimit', `--nproc=${options.processLimit}`];
  const group =
    options.cgroup === undefined ? [] : ['sh', '-c', 'echo $$ > $0/cgroup.procs && exec "$@"', options.cgroup];
  const [program = '', ...args] = [...group, ...limit, ...java, 'Patient', String(options.threads ?? 5), ...leak];
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...options.environment },
    stdio: ['ignore', options.stdout === 'socket' ? 'pipe' : logFd, logFd],
    ...options.as,
  });
  closeSync(logFd);
  let ended = false;
  child.on('error', () => {
    ended = true;
  });
  child.on('exit', () => {
    ended = true;
  });
  const log = (): string => readFileSync(logFile, 'utf8');
  const patient: Patient = {
    pid: child.pid ?? 0,
    folder: cwd,
    log,
    alive: () => !ended,
    stop: async () => {
      child.kill('SIGKILL');
      await until('the patient to end', () => ended);
      // A killed JVM leaves its socket behind, and a later one with the same pid could not be attached to.
      rmSync(`/tmp/.java_pid${patient.pid}`, { force: true });
      rmSync(folder, { recursive: true, force: true });
      running.delete(patient);
    },
  };
  running.add(patient);
  if (options.stdout === 'socket') await new Promise((resolve) => child.stdout?.once('data', resolve));
  else await until('the JVM to be ready', () => ended || log().includes('ready'));
  return patient;
};

export const stopPatients = async (): Promise<void> => {
  for (const patient of running) await patient.stop();
};

export const removeClasses = (): void => {
  if (classes !== undefined) rmSync(classes, { recursive: true, force: true });
  classes = undefined;
};

/** Trigger files of an attach that were left in the places where one can be created. */
export const leftovers = (patient: Patient): readonly string[] =>
  [patient.folder, '/tmp'].flatMap((folder) =>
    readdirSync(folder).filter((name) => name === `.attach_pid${patient.pid}`),
  );

export const stateOf = (patient: Patient): string =>
  /^State:\s+(\S)/m.exec(readFileSync(`/proc/${patient.pid}/status`, 'utf8'))?.[1] ?? '';

export const hasListener = (patient: Patient): boolean => existsSync(`/tmp/.java_pid${patient.pid}`);

/** The JDK's own jstack, as the JVM's user would run it; ended as soon as the JVM is. */
export const jstackUntilDeath = async (
  home: string,
  patient: Patient,
  as: { readonly uid: number; readonly gid: number },
): Promise<void> => {
  const jstack = spawn(join(home, 'bin/jstack'), [String(patient.pid)], { stdio: 'ignore', cwd: '/', ...as });
  try {
    await until('the JVM to end', () => !patient.alive());
  } finally {
    jstack.kill('SIGKILL');
  }
};
