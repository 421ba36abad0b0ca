import type { Ora } from 'ora';
import type { Progress } from './app/progress.ts';

/** Work shorter than this shows no spinner: it would only flicker. */
const quietMs = 400;

/** ora on a terminal, loaded only when the work takes long; off a terminal only the lines that stay. */
export const spinner = (): Progress => {
  const animated = process.stderr.isTTY === true && process.env['TERM'] !== 'dumb';
  let text = '';
  let ora: Ora | undefined;
  let ended = false;
  let timer: NodeJS.Timeout | undefined;
  const show = async (): Promise<void> => {
    const { default: create } = await import('ora');
    if (!ended) ora = create({ text, stream: process.stderr, discardStdin: false }).start();
  };
  return {
    step(next) {
      text = next;
      ended = false;
      if (ora !== undefined) ora.text = next;
      else if (animated && timer === undefined) timer = setTimeout(show, quietMs).unref();
    },
    say(line) {
      ora?.clear();
      process.stderr.write(`${line}\n`);
      ora?.render();
    },
    end() {
      ended = true;
      clearTimeout(timer);
      timer = undefined;
      ora?.stop();
      ora = undefined;
    },
  };
};
