import type { Ora } from 'ora';
import { colourRefused } from './app/colour.ts';
import type { Progress } from './app/progress.ts';
import { escapeText } from './report/text/escape.ts';

/** Work shorter than this shows no spinner: it would only flicker. */
const quietMs = 400;

/** A terminal without a size (a PTY nobody told one) cannot be redrawn: there the animation would never end. */
export const canAnimate = (
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  environment: NodeJS.ProcessEnv,
): boolean => stream.isTTY === true && (stream.columns ?? 0) > 0 && environment['TERM'] !== 'dumb';

/** ora on a terminal, loaded only when the work takes long; off a terminal only the lines that stay. Ended, it stays ended. */
export const spinner = (): Progress => {
  const animated = canAnimate(process.stderr, process.env);
  let text = '';
  let below: readonly string[] = [];
  const shown = (): string => [text, ...below].join('\n');
  let ora: Ora | undefined;
  let ended = false;
  let timer: NodeJS.Timeout | undefined;
  const show = async (): Promise<void> => {
    const { default: create } = await import('ora');
    const colour = colourRefused(process.env) ? { color: false as const } : {};
    if (!ended) ora = create({ text: shown(), stream: process.stderr, discardStdin: false, ...colour }).start();
  };
  return {
    live: animated,
    step(next) {
      if (ended) return;
      text = escapeText(next);
      if (ora !== undefined) ora.text = shown();
      else if (animated && timer === undefined) timer = setTimeout(show, quietMs).unref();
    },
    screen(lines) {
      if (ended || !animated) return;
      below = lines;
      if (ora !== undefined) ora.text = shown();
      else if (timer === undefined) timer = setTimeout(show, quietMs).unref();
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
