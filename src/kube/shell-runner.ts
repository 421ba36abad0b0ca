import { TransportError } from '../model/transport.ts';
import type { filesBy } from './files.ts';
import type { Runner } from './runner.ts';
import { quoted, type Shell } from './shell.ts';

/** A shell that could not fork says so and, in dash, ends. */
export const cannotFork = (shell: Shell): boolean => /can(?:not|'t) fork|fork: /i.test(shell.complaints());

/**
 * Programs in a shell that stays open; once it cannot fork any more, each by an exec of its own. `died`: why the container ended, if it
 * did.
 */
export const runnersBy = (plain: Runner, died: (signal?: AbortSignal) => Promise<string | undefined>) => {
  let turn: Promise<unknown> = Promise.resolve();
  /** Where nothing can be forked any more, one program at a time. */
  const oneByOne: Runner = {
    run: (argv, asked) => {
      const run = turn.then(() => plain.run(argv, asked));
      turn = run.catch(() => undefined);
      return run;
    },
  };
  const byShell = (shell: Shell): Runner => ({
    run: async (argv, asked) => {
      if (cannotFork(shell)) return oneByOne.run(argv, asked);
      try {
        const run = await shell.run(argv, asked);
        return cannotFork(shell) ? await oneByOne.run(argv, asked) : run;
      } catch (error) {
        if (!(error instanceof TransportError) || error.code === 'aborted') throw error;
        if (cannotFork(shell)) return oneByOne.run(argv, asked);
        const reason = error.code === 'failed' ? await died(asked?.signal) : undefined;
        throw reason === undefined ? error : new TransportError('gone', reason);
      }
    },
  });
  /** The shell looks at each path before the program opens it. */
  const guardedBy =
    (shell: Shell): Parameters<typeof filesBy>[1] =>
    (argv, paths, asked) => {
      const text = `set --; for f in ${paths.map(quoted).join(' ')}; do test ! -f "$f" || set -- "$@" "$f"; done`;
      return shell.script(`${text}; ${argv.map(quoted).join(' ')} "$@"`, asked);
    };
  return { oneByOne, byShell, guardedBy };
};
