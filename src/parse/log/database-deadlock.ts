import type { Found } from './found.ts';
import { isSpoken, thrownAt } from './spoken.ts';

/**
 * What the databases say, with what it means. PostgreSQL 9 to 17 (40P01, 40001, 55P03), MySQL and MariaDB (1213, 1205), Oracle (ORA-00060),
 * SQL Server (1205), Db2 (-911), H2 (40001), CUBRID (-72); `SQL Error: 0, SQLState: 40P01` is Hibernate's line for any of them.
 */
const said: readonly (readonly [RegExp, string, string?])[] = [
  [/ERROR: {1,2}deadlock detected(?=\s*$|\s*[|\\\]")])/, 'deadlock', 'PostgreSQL'],
  [/ERROR: {1,2}could not serialize access due to /, 'serialization', 'PostgreSQL'],
  [/ERROR: {1,2}canceling statement due to lock timeout/, 'lock-timeout', 'PostgreSQL'],
  [/Deadlock found when trying to get lock; try restarting transaction/, 'deadlock', 'MySQL'],
  [/Lock wait timeout exceeded; try restarting transaction/, 'lock-timeout', 'MySQL'],
  [/ORA-00060: /, 'deadlock', 'Oracle'],
  [
    /was deadlocked on .{1,60} resources with another process and has been chosen as the deadlock victim/,
    'deadlock',
    'SQL Server',
  ],
  [/SQLCODE=-911, SQLSTATE=40001/, 'deadlock', 'Db2'],
  [/Deadlock detected\. The current transaction was rolled back/, 'deadlock', 'H2'],
  [/has been unilaterally aborted by the system/, 'deadlock', 'CUBRID'],
  [/SQL Error: -?\d{1,9}, SQLState: 40P01(?!\w)/, 'deadlock'],
  [/SQL Error: -?\d{1,9}, SQLState: 40001(?!\w)/, 'serialization'],
];

const exceptions =
  /CannotAcquireLockException|DeadlockLoserDataAccessException|LockAcquisitionException|MySQLTransactionRollbackException|CannotSerializeTransactionException/g;

/** A database ended a transaction for a deadlock, a lock that did not come in time, or a serialization failure. */
export const databaseDeadlock = (text: string): Found | undefined => {
  for (const [words, kind, database] of said) {
    const found = words.exec(text);
    if (found !== null && isSpoken(text, found.index))
      return { index: found.index, values: { kind, ...(database === undefined ? {} : { database }) } };
  }
  const thrown = thrownAt(text, exceptions);
  return thrown === undefined ? undefined : { index: thrown.index, values: { kind: 'lock' } };
};
