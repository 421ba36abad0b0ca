import type { GcBeside } from '../../model/gc-series.ts';
import type { Series } from './matrix.ts';
import { nameOf } from './names.ts';

const kinds: Readonly<Record<string, GcBeside['what']>> = {
  jvm_threads_live_threads: 'threads',
  jvm_threads_current: 'threads',
  hikaricp_connections_active: 'connections-active',
  hikaricp_connections_pending: 'connections-waiting',
  hikaricp_connections_timeout_total: 'connection-timeouts',
};

const order = ['threads', 'connections-active', 'connections-waiting', 'connection-timeouts'];

const limitOf = (all: readonly Series[], pool: string | undefined): number | undefined =>
  all.find((series) => nameOf(series) === 'hikaricp_connections_max' && series.labels['pool'] === pool)?.values.at(-1)
    ?.value;

/** Threads, and connections of pools, over the time: where they began, ended, and were highest. */
export const besideIn = (all: readonly Series[]): readonly GcBeside[] =>
  all
    .flatMap((series): readonly GcBeside[] => {
      const what = kinds[nameOf(series)];
      const [first] = series.values;
      const last = series.values.at(-1);
      if (what === undefined || first === undefined || last === undefined) return [];
      const most = series.values.reduce((a, b) => (b.value > a.value ? b : a));
      const { pool } = series.labels;
      const limit = what === 'connections-active' ? limitOf(all, pool) : undefined;
      return [
        {
          what,
          ...(what === 'threads' || pool === undefined ? {} : { name: pool }),
          first: first.value,
          last: last.value,
          most: most.value,
          mostAtMs: most.atMs,
          ...(limit === undefined ? {} : { limit }),
        },
      ];
    })
    .sort((a, b) => (a.name ?? '').localeCompare(b.name ?? '') || order.indexOf(a.what) - order.indexOf(b.what));
