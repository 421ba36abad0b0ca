import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { gcJvmOf } from '../../../src/parse/perf-data/gc-jvm.ts';
import { perfReader } from '../../../src/parse/perf-data/reader.ts';
import { columnSets, jstatLines } from '../../../src/report/jstat/columns.ts';
import { decimal } from '../../../src/report/jstat/decimal.ts';

const folder = new URL('../../../fixtures/formats/perf-data/gc/', import.meta.url);
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.bin.gz'))
  .map((name) => name.slice(0, -'.bin.gz'.length));

describe("jstat's columns", () => {
  it.each(names)('are, of the same bytes, what jstat itself printed: %s', (name) => {
    const counters = perfReader()(gunzipSync(readFileSync(new URL(`${name}.bin.gz`, folder))));
    if (typeof counters === 'string') throw new Error(counters);
    const { jdk = 0 } = gcJvmOf(counters);
    const printed = columnSets.flatMap((set) => {
      const { head, row } = jstatLines(set, { jdk });
      return [head, row(counters)];
    });
    expect(`${printed.join('\n')}\n`).toBe(readFileSync(new URL(`${name}.jstat.txt`, folder), 'utf8'));
  });

  it('cover every collector of every JDK', () => {
    expect(names).toHaveLength(33);
  });

  it('round halves to the even digit, as Java does', () => {
    const rounded = [40.625, 40.635, 40.375, 0.125, 2.5, 3.5, -0.125, 1e15 + 0.5].map((value) => decimal(value, 2));
    expect(rounded).toEqual(['40.62', '40.63', '40.38', '0.12', '2.50', '3.50', '-0.12', '1000000000000000.50']);
    expect([0.0625, 0.1875, 12.3125].map((value) => decimal(value, 3))).toEqual(['0.062', '0.188', '12.312']);
  });
});
