import { type Transport, TransportError } from '../model/transport.ts';
import { quoted, type Shell } from './shell.ts';
import { isPlain, removeFile } from './temp-file.ts';

/** Registers a file that is not there yet. A name that is taken back stays in the list: its removal again does nothing. */
export const claim =
  (shell: Shell): NonNullable<Transport['claim']> =>
  async (path, limits) => {
    if (!isPlain(path)) throw new TransportError('failed', `cannot claim ${path}: an odd name`);
    const file = quoted(path);
    const text = `if test -e ${file} || test -L ${file}; then jdiag_code 1; else jdiag_big="$jdiag_big ${path}"; fi`;
    if ((await shell.script(text, limits)).code !== 0)
      throw new TransportError('failed', `cannot claim ${path}: something is there already`);
    return async () => {
      if (shell.ended() !== undefined) return;
      await removeFile(shell, path);
      await shell.script(
        `set -- $jdiag_big; jdiag_big=; for f; do test "$f" = ${file} || jdiag_big="$jdiag_big $f"; done`,
      );
    };
  };
