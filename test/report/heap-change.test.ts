import { expect, test } from 'vitest';
import type { HeapView } from '../../src/model/heap-view.ts';
import { dumpChangeSections } from '../../src/report/terminal/heap/change.ts';
import { pageOf } from '../../src/report/terminal/page.ts';

const dump = (orders: number, address: string): HeapView => ({
  subject: 'jvm-1',
  artifact: `dump-${orders}`,
  source: 'dump',
  mode: 'graph',
  takenAt: null,
  idBytes: 8,
  compressedOops: true,
  compactHeaders: false,
  objects: orders,
  shallowBytes: orders * 1024,
  histogram: [
    { className: 'com.acme.Order', instances: orders, shallowBytes: orders * 1024 },
    { className: `com.acme.Job$$Lambda/0x${address}`, instances: 9, shallowBytes: 144 },
  ],
  histogramTotal: 2,
  dominators: [
    {
      address: `0x${address}`,
      className: 'java.util.HashMap',
      shallowBytes: 48,
      retainedBytes: orders * 1100,
      retainedPct: 90,
      pathKey: ['class com.acme.Cache', 'ORDERS: java.util.HashMap'],
    },
  ],
});

test('two dumps of one leak are matched by class and by way, whatever the addresses', () => {
  const page = pageOf({ columns: 120, paint: false, lang: 'en' });
  const [classes, ways] = dumpChangeSections(page, dump(1000, '7f01'), dump(9000, '7f55'));
  expect(classes?.lines.slice(1)).toEqual([expect.stringMatching(/^com\.acme\.Order +8\.8 MiB +\+7\.8 MiB$/)]);
  expect(ways?.lines.slice(1)).toEqual([
    expect.stringMatching(/^class com\.acme\.Cache > ORDERS: java\.util\.HashMap +9\.4 MiB +\+8\.4 MiB$/),
  ]);
  expect(dumpChangeSections(page, dump(5, '1'), dump(5, '2')).flatMap(({ lines }) => lines)).toEqual([]);
});
