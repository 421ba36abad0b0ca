/** How long clean-up may take after a signal before the process ends anyway. */
const graceMs = 150;

export type Interrupt = {
  /** Aborted by the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  /** Runs once when the signal comes, before the process ends; synchronous and quick. Returns the undo. */
  onStop(cleanUp: () => void): () => void;
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
  const cleanUps = new Set<() => void>();
  const stop = (name: NodeJS.Signals): void => {
    const code = name === 'SIGTERM' ? exitCodes.SIGTERM : exitCodes.SIGINT;
    if (controller.signal.aborted) process.exit(code);
    process.exitCode = code;
    controller.abort(new DOMException(`stopped by ${name}`, 'AbortError'));
    for (const cleanUp of cleanUps) {
      try {
        cleanUp();
      } catch {
        // One failed clean-up must not keep the others from running.
      }
    }
    setTimeout(() => process.exit(code), graceMs).unref();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return {
    signal: controller.signal,
    onStop(cleanUp) {
      cleanUps.add(cleanUp);
      return () => cleanUps.delete(cleanUp);
    },
    release() {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
    },
  };
};
