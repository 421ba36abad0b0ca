import type { Evidence } from '../../model/evidence.ts';
import type { HeapPool } from '../../model/heap-dump.ts';
import { dumpSource } from '../heap/dump.ts';
import type { PoolGauge } from './gauge.ts';

/** Where a library keeps the size of a pool. Field names from the libraries' own code, of all the releases named in `fixtures/apps/pools`. */
export type PoolField = {
  /** What uses the pool, by the class of the object in the field `by`; the last row, without `made`, counts for all others. */
  readonly library: string;
  readonly made?: { readonly by: string; readonly className: string };
  /** Class of which there is one object for each pool, without its package: shaded copies count. Its subclasses count too. */
  readonly holder: string;
  /** Fields from there to a whole number; alternatives, as releases differ. */
  readonly maximum: readonly (readonly string[])[];
  /** Fields from there to its name. */
  readonly name?: readonly string[];
  /** Fields to a number that says how many exceptions there are: above 0 the size of one part is not that of another. */
  readonly exceptions?: readonly string[];
};

const objectPool = 'pool2.impl.GenericObjectPool';
const keyedPool = 'pool2.impl.GenericKeyedObjectPool';
const oldPool = 'commons.pool.impl.GenericObjectPool';

/** In the order in which they are tried: the first that fits an object counts. */
export const poolFields: readonly PoolField[] = [
  {
    library: 'HikariCP',
    holder: 'hikari.pool.HikariPool',
    maximum: [
      ['config', 'maxPoolSize'],
      ['configuration', 'maxPoolSize'],
    ],
    name: ['config', 'poolName'],
  },
  {
    library: 'Tomcat JDBC',
    holder: 'tomcat.jdbc.pool.ConnectionPool',
    maximum: [['poolProperties', 'maxActive']],
    name: ['poolProperties', 'name'],
  },
  {
    library: 'DBCP2',
    made: { by: 'factory', className: 'dbcp2.PoolableConnectionFactory' },
    holder: objectPool,
    maximum: [['maxTotal']],
  },
  {
    library: 'Jedis',
    made: { by: 'factory', className: 'jedis.JedisFactory' },
    holder: objectPool,
    maximum: [['maxTotal']],
  },
  { library: 'commons-pool2', holder: objectPool, maximum: [['maxTotal']] },
  { library: 'commons-pool2', holder: keyedPool, maximum: [['maxTotalPerKey']] },
  {
    library: 'DBCP1',
    made: { by: '_factory', className: 'dbcp.PoolableConnectionFactory' },
    holder: oldPool,
    maximum: [['_maxActive']],
  },
  { library: 'commons-pool', holder: oldPool, maximum: [['_maxActive']] },
  { library: 'c3p0', holder: 'mchange.v2.resourcepool.BasicResourcePool', maximum: [['max']] },
  { library: 'Druid', holder: 'druid.pool.DruidDataSource', maximum: [['maxActive']], name: ['name'] },
  {
    library: 'Agroal',
    holder: 'agroal.pool.ConnectionPool',
    maximum: [['configuration', 'this$0', 'maxSize']],
  },
  { library: 'Vibur', holder: 'vibur.dbcp.ViburDBCPDataSource', maximum: [['poolMaxSize']], name: ['name'] },
  {
    library: 'UCP',
    holder: 'ucp.jdbc.PoolDataSourceImpl',
    maximum: [['m_maxPoolSize', 'm_value', 'value'], ['m_maxPoolSize']],
  },
  {
    library: 'IronJacamar',
    holder: 'core.connectionmanager.pool.AbstractPool',
    maximum: [['poolConfiguration', 'maxSize', 'value']],
  },
  { library: 'MongoDB', holder: 'connection.DefaultConnectionPool', maximum: [['settings', 'maxSize']] },
  // What runs out first is what one host may have.
  {
    library: 'Apache HttpClient 4',
    holder: 'http.pool.AbstractConnPool',
    maximum: [['defaultMaxPerRoute']],
    exceptions: ['maxPerRoute', 'size'],
  },
  {
    library: 'Apache HttpClient 5',
    holder: 'hc.core5.pool.StrictConnPool',
    maximum: [['defaultMaxPerRoute']],
    exceptions: ['maxPerRoute', 'size'],
  },
];

/** The pools of a library as the newest heap dump of the same JVM shows them. */
export const pooledInHeap = (evidence: Evidence, library: string): readonly PoolGauge[] => {
  const dump = evidence.models['heap-dump']?.dumps.at(-1);
  return (dump?.pools ?? [])
    .filter((pool) => pool.library === library)
    .map(({ name = '', maximum, field, address }: HeapPool) => ({
      name,
      maximum,
      from: `${field} (heap dump)`,
      source: dumpSource(dump as NonNullable<typeof dump>, address),
    }));
};
