import type { Found } from './found.ts';
import { isSpoken, thrownAt } from './spoken.ts';

/** JPA 2 and 3, Hibernate 3 to 6, Spring, EclipseLink. */
const exceptions =
  /(?:Object|Hibernate|Jpa)?Optimistic(?:Entity)?Lock(?:ing)?(?:Failure)?Exception|Stale(?:Object)?StateException/g;

const said =
  /Row was updated or deleted by another transaction|Batch update returned unexpected row count from update|optimistic locking failed/;

/** `[com.acme.Booking#7]` of Hibernate, `Object of class [com.acme.Booking]` of Spring, the table of the statement. */
const entityOf = (text: string): string | undefined =>
  /\[([\w$.]{1,200})#[^\]]{0,100}\]/.exec(text)?.[1] ??
  /Object of class \[([\w$.]{1,200})\]/.exec(text)?.[1] ??
  /statement executed: (?:\/\*.{0,100}?\*\/ ?)?update ([\w$.]{1,200}) /.exec(text)?.[1];

/** A versioned row was changed by somebody else meanwhile. */
export const optimisticLock = (text: string): Found | undefined => {
  const words = said.exec(text);
  const index =
    thrownAt(text, exceptions)?.index ?? (words !== null && isSpoken(text, words.index) ? words.index : undefined);
  if (index === undefined) return undefined;
  const entity = entityOf(text.slice(index, index + 1000));
  return { index, values: entity === undefined ? {} : { entity } };
};
