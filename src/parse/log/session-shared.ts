import type { Found } from './found.ts';
import { isSpoken } from './spoken.ts';

/** Hibernate 3 to 6 notices itself that its session is used by two threads, or an object by two sessions. */
const said =
  /possible non-?threadsafe access to (?:the )?session|more likely due to unsafe use of the session|Flush during cascade is dangerous|Illegal attempt to associate a collection with two open sessions/;

/** The session's own books: an exception in them means that somebody else wrote them meanwhile. */
const books =
  /^\s+at (?:[\w.]+\/)?org\.hibernate\.(?:engine\.internal\.(?:StatefulPersistenceContext|EntityEntryContext|BatchFetchQueue)|engine\.spi\.(?:ActionQueue|ExecutableList|BatchFetchQueue)|internal\.util\.collections\.IdentityMap)\b/;

/** What unguarded collections throw when two threads write them; a null where the session itself had put a value. */
const torn =
  /^(?:Caused by: |Exception in thread ".{0,200}" )?java\.(?:util\.(?:ConcurrentModification|NoSuchElement)|lang\.(?:NullPointer|ArrayIndexOutOfBounds|IndexOutOfBounds))Exception(?![\w$])/;

/** Only frames of the JDK's collections stand between the exception and the session's: a null of an application's listener is another matter. */
const maxFramesBetween = 4;

/** `above(1)` is the line before. Such a stack counts once, at the session's first frame. */
export const sessionShared = (text: string, above: (back: number) => string | undefined): Found | undefined => {
  const words = said.exec(text);
  if (words !== null && isSpoken(text, words.index)) return { index: words.index, values: { sign: 'said' } };
  if (!books.test(text)) return undefined;
  for (let back = 1; back <= maxFramesBetween + 1; back++) {
    const line = above(back);
    if (line === undefined || books.test(line)) return undefined;
    if (torn.test(line)) return { index: 0, values: { sign: 'torn' } };
    if (!/^\s+at (?:java\.base\/)?java\.util\./.test(line)) return undefined;
  }
  return undefined;
};
