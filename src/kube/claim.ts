import { type CallLimits, type Claim, type Transport, TransportError } from '../model/transport.ts';
import { quoted, type Shell } from './shell.ts';
import { isPlain, removeFile } from './temp-file.ts';

/** Under another name it is none of those that the shell removes when it ends. */
const keptEnd = '.kept';
const anotherTimeoutMs = 5000;

/** Takes a name out of those that the shell removes. */
const release = (path: string): string =>
  `set -- $jdiag_big; jdiag_big=; for f; do test "$f" = ${quoted(path)} || jdiag_big="$jdiag_big $f"; done`;

type Open = (limits: CallLimits) => Promise<Shell>;

const inAnother = async <T>(open: Open, work: (shell: Shell) => Promise<T>): Promise<T> => {
  const shell = await open({ timeoutMs: anotherTimeoutMs });
  try {
    return await work(shell);
  } finally {
    shell.close();
  }
};

/** The shell is gone and will remove the file in a moment: another one gives it another name. Throws TransportError. */
const rescue = (open: Open, path: string): Promise<string> =>
  inAnother(open, async (shell) => {
    const kept = `${path}${keptEnd}`;
    const { code, stderr } = await shell.script(`mv -- ${quoted(path)} ${quoted(kept)}`);
    if (code !== 0) throw new TransportError('failed', `cannot keep ${path}: ${stderr.trim().slice(-200)}`);
    return kept;
  });

/** After Ctrl-C the shell is gone. It removes the file itself, but later; where no other can be opened that must do. */
const removeAtOnce = (open: Open, path: string): Promise<void> =>
  inAnother(open, (shell) => removeFile(shell, path)).catch((error: unknown) => {
    if (!(error instanceof TransportError)) throw error;
  });

/** Registers a file that is not there yet. A name that is taken back stays in the list: its removal again does nothing. */
export const claim =
  (shell: Shell, open: Open): NonNullable<Transport['claim']> =>
  async (path, limits): Promise<Claim> => {
    if (!isPlain(path)) throw new TransportError('failed', `cannot claim ${path}: an odd name`);
    const file = quoted(path);
    const text = `if test -e ${file} || test -L ${file}; then jdiag_code 1; else jdiag_big="$jdiag_big ${path}"; fi`;
    if ((await shell.script(text, limits)).code !== 0)
      throw new TransportError('failed', `cannot claim ${path}: something is there already`);
    return {
      remove: async () => {
        if (shell.ended() !== undefined) return removeAtOnce(open, path);
        await removeFile(shell, path);
        await shell.script(release(path));
      },
      keep: async () => {
        if (shell.ended() !== undefined) return rescue(open, path);
        const { code } = await shell.script(`${release(path)}; test -f ${file}`);
        if (code !== 0) throw new TransportError('not-found', `cannot keep ${path}: it is gone`);
        return path;
      },
    };
  };
