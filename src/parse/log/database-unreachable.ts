import type { Found } from './found.ts';
import { isSpoken } from './spoken.ts';

/**
 * What drivers say when no connection to the database can be had. PostgreSQL `Connection to HOST:PORT refused. Check that ...` and `The
 * connection attempt failed.`; MySQL and MariaDB `Communications link failure`; Oracle `The Network Adapter could not establish the connection`,
 * `ORA-12541`; SQL Server `The TCP/IP connection to the host HOST, port PORT has failed`.
 */
const words: readonly (readonly [string, RegExp])[] = [
  ['PostgreSQL', /Connection to \S{1,200} refused\. Check that the hostname and port are correct/],
  ['PostgreSQL', /(?<=PSQLException: )The connection attempt failed\./],
  ['MySQL', /Communications link failure/],
  ['Oracle', /The Network Adapter could not establish the connection|ORA-12541: /],
  ['SQL Server', /The TCP\/IP connection to the host \S{1,200}, port \d{1,5} has failed/],
];

/** A driver could not reach its database. */
export const databaseUnreachable = (text: string): Found | undefined => {
  for (const [database, pattern] of words) {
    const found = pattern.exec(text);
    if (found !== null && isSpoken(text, found.index)) return { index: found.index, values: { database } };
  }
  return undefined;
};
