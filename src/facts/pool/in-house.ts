import type { Frame, Stack } from '../../model/thread-dump.ts';
import { kindOfClass } from '../thread/frame-table.ts';

/** What lends, by the name of its class: `BankDataSource`, `DbConnectionPool`, `ConnectionBroker`. */
const lender = /(?:DataSource|(?:Connection|Conn|Db|Jdbc|Sql)\w*(?:Pool|Manager|Broker|Provider|Factory|Holder))\w*$/;
const lends = /^(?:do|internal)?(?:get|borrow|obtain|acquire|take|lease|checkout)(?:Connection|Conn)\w*$/;
/** Pools of other things than database connections. */
const others = /Ftp|Ssh|Ldap|Mq|Jms|Amqp|Rabbit|Kafka|Http|Smtp|Mail|Redis|Socket|Tcp/i;
/** Waits for another thread's result and for a lock are no waits for a free connection. */
const notForFree =
  /^java\.util\.concurrent\.(?:FutureTask|CompletableFuture|CountDownLatch|ForkJoin\w+|locks\.(?:ReentrantLock|ReentrantReadWriteLock|StampedLock))/;
/** Frames of the pool's own code between its `getConnection` and the wait. */
const nearFrames = 3;

const simpleName = (className: string): string => className.slice(className.lastIndexOf('.') + 1).replace(/\$.*$/, '');
const isOwn = ({ className }: Frame): boolean => kindOfClass(className) === 'application';

/**
 * A pool somebody wrote for a house framework: no table can name it, its shape does. Directly on the JDK's wait or park stand at most three
 * frames of one package of no known library, and the outermost is `getConnection`, or its like, of a class that is called a data source or a
 * connection pool. Answers that frame's index and the pool's name.
 */
export const inHouseBorrow = (
  { frames }: Stack,
  blocking: number,
): { readonly pool: string; readonly endIndex: number } | undefined => {
  if (frames.slice(0, blocking).some(({ className }) => notForFree.test(className))) return undefined;
  for (let index = blocking; index < blocking + nearFrames; index++) {
    const frame = frames[index];
    if (frame === undefined || !isOwn(frame)) return undefined;
    if (!lends.test(frame.method)) continue;
    const name = simpleName(frame.className);
    return lender.test(name) && !others.test(frame.className) ? { pool: name, endIndex: index } : undefined;
  }
  return undefined;
};
