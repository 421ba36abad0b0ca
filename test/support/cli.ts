import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

export const root = new URL('../..', import.meta.url).pathname;

/** A private folder of the test file, removed after it. */
export const scratch = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'jdiag-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

export type CliResult = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

export type CliOptions = {
  /** Written to stdin, which is then closed; absent: stdin stays open and empty. */
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Run as this user; takes root. */
  readonly uid?: number;
  /** Called with the running process. */
  readonly during?: (child: ReturnType<typeof spawn>) => void;
};

/** jdiag as a user runs it: a real process of the built bundle. */
export const jdiag = (args: readonly string[], options: CliOptions = {}): Promise<CliResult> =>
  new Promise((resolve, reject) => {
    // The test runner asks for colours; what jdiag does without being asked is tested here.
    const { FORCE_COLOR: _, ...inherited } = process.env;
    const child = spawn(process.execPath, [join(root, 'bin/run.js'), ...args], {
      cwd: options.cwd ?? root,
      env: { ...inherited, NO_COLOR: '1', COLUMNS: '100', ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    child.stdin.on('error', () => {
      // The process may end before it has read everything.
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    if (options.input !== undefined) child.stdin.end(options.input);
    options.during?.(child);
  });
