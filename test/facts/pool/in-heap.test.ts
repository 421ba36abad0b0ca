import { describe, expect, it } from 'vitest';
import pools from '../../../src/facts/pools.ts';
import type { Evidence } from '../../../src/model/evidence.ts';
import { MissingFact } from '../../../src/model/fact.ts';
import type { HeapDump, HeapPool } from '../../../src/model/heap-dump.ts';
import { dump, evidence, thread } from '../../support/threads.ts';
import { api, dbcp2, hikari } from './stacks.ts';

type Row = Readonly<Record<string, unknown>>;

const waitersOf = (borrow: readonly string[]) =>
  Array.from({ length: 20 }, (_, i) =>
    thread(`http-nio-8080-exec-${i + 1}`, 'TIMED_WAITING', [...borrow, ...api], { id: i + 1 }),
  );
const pool = (maximum: number, name?: string, library = 'HikariCP'): HeapPool => ({
  library,
  address: `0x${maximum}`,
  maximum,
  field: 'HikariConfig.maxPoolSize',
  ...(name === undefined ? {} : { name }),
});

const ask = (
  found: readonly HeapPool[],
  { borrow = hikari(), more = {} }: { borrow?: readonly string[]; more?: object } = {},
): readonly Row[] => {
  const one = dump(waitersOf(borrow));
  const given = evidence({ dumps: [one, one], ...more });
  const heap = { artifactId: 'heap', pools: found } as unknown as HeapDump;
  const models = { ...given.models, 'heap-dump': { dumps: [heap] } } satisfies Evidence['models'];
  return pools.facts['waits']?.derive({ ...given, models }) as readonly Row[];
};

describe('the size of a pool in a heap dump of the same JVM', () => {
  it('is told with its field, and cited by the address of the object', () => {
    expect(ask([pool(10, 'orders')])).toMatchObject([
      {
        maximum: 10,
        maximumKnown: true,
        maximumFrom: 'HikariConfig.maxPoolSize (heap dump)',
        maximumSource: { artifact: 'heap', pointer: '0x10' },
        gauged: false,
      },
    ]);
  });

  it('is of the library that is waited for', () => {
    expect(ask([pool(10)], { borrow: dbcp2() })).toMatchObject([{ pool: 'DBCP2', maximumKnown: false }]);
    expect(ask([pool(10), pool(7, undefined, 'DBCP2')], { borrow: dbcp2() })).toMatchObject([{ maximum: 7 }]);
  });

  it('of two pools of different sizes is unknown', () => {
    const [either] = ask([pool(10, 'orders'), pool(20, 'audit')]);
    expect([either?.['maximumKnown'], either?.['maximum']]).toEqual([false, expect.any(MissingFact)]);
    expect(ask([pool(10, 'orders'), pool(10, 'audit')])).toMatchObject([{ maximum: 10 }]);
  });

  it('comes before the command line and after the metrics', () => {
    const snapshots = [{ takenAtMs: 1, pid: 1, cmdline: ['java', '-Dspring.datasource.hikari.maximum-pool-size=8'] }];
    expect(ask([pool(10)], { more: { snapshots } })).toMatchObject([{ maximum: 10 }]);
    const metrics = [{ name: 'hikaricp_connections_max', value: 12, labels: { pool: 'orders' }, line: 1 }];
    expect(ask([pool(10)], { more: { metrics } })).toMatchObject([{ maximum: 12 }]);
  });

  it('is looked up by name for a person where nothing tells it', () => {
    expect(ask([])).toMatchObject([{ maximumKnown: false, sizeSetting: 'maximumPoolSize', sizeDefault: 10 }]);
  });
});
