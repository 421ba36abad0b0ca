import type { ThreadState } from '../../model/thread-dump.ts';

/** A line that tells of one thread, above its stack. */
export type Head = { readonly name: string; readonly state?: ThreadState };

const states = '(NEW|RUNNABLE|BLOCKED|WAITING|TIMED_WAITING|TERMINATED)';

const heads: readonly RegExp[] = [
  // Vert.x, BlockedThreadChecker.
  /\bThread Thread\[(?:#\d{1,9},)?([^\],]{1,200})[^\]]{0,200}\].{0,300}? has been blocked for \d/,
  // WebSphere; its words in the language of the server, its quotes as well.
  /\bWSVR0605W: [^"“]{0,40}["“]([^"”]{1,200})["”]/,
  // Tomcat, StuckThreadDetectionValve.
  /\bThread \[([^\]]{1,200})\] \(id=\[\d{1,9}\]\) has been active for \[/,
  // WebLogic's own dump: `Thread-44 "[STUCK] ExecuteThread: '9' ..." <alive, in native, suspended, DAEMON> {`.
  /^\s*Thread-\d{1,9} "([^"]{1,300})" <[^>]{0,200}>/,
];
/** Java programs that list their own threads: `26, qtp643395775-26, TIMED_WAITING`. */
const listed = new RegExp(`^\\s*\\d{1,9}, (.{1,200}), ${states}\\s*$`);

export const headOf = (text: string): Head | undefined => {
  if (text.length > 2000) return undefined;
  const row = listed.exec(text);
  if (row !== null) return { name: row[1] ?? '', state: row[2] as ThreadState };
  for (const head of heads) {
    const name = head.exec(text)?.[1];
    if (name !== undefined) return { name };
  }
  return undefined;
};
