import type { Problem } from '../../model/parsed.ts';
import type { ThreadDump, ThreadDumpFormat } from '../../model/thread-dump.ts';
import { type Draft, draftDump, dumpClock, finishedDump, lackOf, missingEnd, type Preamble } from './draft.ts';
import type { Interning } from './interning.ts';
import { closeDeadlock } from './sections.ts';

export type OpenDumpOptions = {
  readonly artifactId: string;
  readonly takenAtMs?: number | undefined;
  readonly interning: Interning;
  readonly emit: (dump: ThreadDump) => void;
  readonly onProblem: (problem: Problem) => void;
  /** Why a dump is less than the JVM wrote, where that is not a missing end. */
  readonly onLack: (reason: string) => void;
};

/** The dump that lines are given to, if there is one; each is handed on as soon as the next one begins. */
export type OpenDump = {
  readonly draft: Draft | undefined;
  /** A dump is open, and its end was not seen. */
  readonly isInside: () => boolean;
  /** What stands above the next dump, as far as it was seen. */
  preamble: Preamble;
  /** Closes the open dump and begins one. */
  readonly begin: (at: number, bannered: boolean, format?: ThreadDumpFormat) => Draft;
  /** Only where a banner promised a whole dump: one without is partial anyway. */
  readonly damaged: (why: string) => void;
  readonly close: () => void;
  /** Dumps handed on, and dumps that began but showed no thread. */
  readonly count: () => { readonly dumps: number; readonly empty: number };
};

export const openDump = (options: OpenDumpOptions): OpenDump => {
  const clock = dumpClock(options.takenAtMs);
  let draft: Draft | undefined;
  let dumps = 0;
  let empty = 0;

  const close = (): void => {
    const done = draft;
    if (done === undefined) return;
    done.list.close();
    closeDeadlock(done);
    draft = undefined;
    if (done.list.threads.length === 0 && done.deadlocks.length === 0) {
      if (!done.bannered) return;
      empty++;
      options.onProblem({ line: done.line, message: 'a thread dump begins here but no thread follows' });
      return;
    }
    const lack = lackOf(done);
    if (lack === missingEnd) {
      if (done.bannered) options.onProblem({ line: done.endLine, message: lack });
    } else if (lack !== undefined) options.onLack(`the thread dump at line ${done.line}: ${lack}`);
    dumps++;
    options.emit(finishedDump(done, options.artifactId, clock));
    options.interning.trim();
  };
  const open: OpenDump = {
    get draft() {
      return draft;
    },
    preamble: {},
    isInside: () => draft !== undefined && draft.section !== 'ended',
    begin: (at, bannered, format = 'hotspot') => {
      close();
      draft = draftDump(at, { bannered, format }, open.preamble, options.interning);
      open.preamble = {};
      return draft;
    },
    damaged: (why) => {
      if (draft?.bannered) draft.damage ??= why;
    },
    close,
    count: () => ({ dumps, empty }),
  };
  return open;
};
