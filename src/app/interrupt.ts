import { setMaxListeners } from 'node:events';

/** How long clean-up may take after a signal before the process ends anyway. */
const graceMs = 150;

export type Interrupt = {
  /** Aborted by the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  /**
   * For work that a person ends by Ctrl-C as a matter of course: the first SIGINT or SIGTERM only aborts the answer's signal, so that the work can end
   * in order; the next one does what the first one did before. The exit code is the signal's all the same.
   */
  ending(): { readonly signal: AbortSignal; readonly code: () => number | undefined };
  /** Takes the handlers off again. */
  release(): void;
};

const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Turns SIGINT and SIGTERM into an abort. The command ends by itself when it honours the signal; if it does not
 * within the grace time, or a second signal comes, the process ends with 130 or 143.
 */
export const interruptOnSignals = (): Interrupt => {
  const controller = new AbortController();
  // Sixteen pods at once, each with several calls: all of them listen.
  setMaxListeners(0, controller.signal);
  let ordered: AbortController | undefined;
  let orderedCode: number | undefined;
  const stop = (name: NodeJS.Signals): void => {
    const code = name === 'SIGTERM' ? exitCodes.SIGTERM : exitCodes.SIGINT;
    if (ordered !== undefined && !ordered.signal.aborted) {
      orderedCode = code;
      ordered.abort(new DOMException(name === 'SIGTERM' ? 'SIGTERM' : 'Ctrl-C', 'AbortError'));
      return;
    }
    if (controller.signal.aborted) process.exit(code);
    process.exitCode = code;
    controller.abort(new DOMException(`stopped by ${name}`, 'AbortError'));
    setTimeout(() => process.exit(code), graceMs).unref();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return {
    signal: controller.signal,
    ending() {
      ordered = new AbortController();
      setMaxListeners(0, ordered.signal);
      return { signal: ordered.signal, code: () => orderedCode };
    },
    release() {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
    },
  };
};
