import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import metrics from '../../src/parse/metrics.ts';
import { expositionLine } from '../../src/parse/prometheus/exposition.ts';
import { head, read } from './read.ts';

/** Micrometer 1.9: a comma behind the last label. */
const boot = `# HELP hikaricp_connections_max Max connections
# TYPE hikaricp_connections_max gauge
hikaricp_connections_max{pool="HikariPool-1",} 10.0
# TYPE jvm_memory_max_bytes gauge
jvm_memory_max_bytes{area="heap",id="G1 Old Gen",} 1.34217728E8
jvm_memory_max_bytes{area="nonheap",id="Metaspace",} -1.0
http_server_requests_seconds_count{exception="None",method="GET",uri="/orders",} 17.0
process_start_time_seconds 1.795193886571E9
`;

describe('metrics of an application', () => {
  it('are read with their labels and lines, as far as they say something of the JVM, its pools and workers', async () => {
    const { pieces, recognised, total, problems } = await read(metrics, boot, { takenAtMs: 5 });
    expect(pieces).toMatchObject([{ takenAtMs: 5 }]);
    expect(pieces[0]?.metrics.map(({ name, value, line }) => [name, value, line])).toEqual([
      ['hikaricp_connections_max', 10, 3],
      ['jvm_memory_max_bytes', 134217728, 5],
      ['jvm_memory_max_bytes', -1, 6],
      ['process_start_time_seconds', 1795193886.571, 8],
    ]);
    expect(pieces[0]?.metrics[1]?.labels).toEqual({ area: 'heap', id: 'G1 Old Gen' });
    expect([recognised, total, problems]).toEqual([8, 8, []]);
  });

  it('are told from those of other programs, and from other files', () => {
    expect(metrics.recognise(head(boot))).toBe('certain');
    expect(metrics.recognise(head('# HELP go_goroutines Number\n# TYPE go_goroutines gauge\ngo_goroutines 7\n'))).toBe(
      'possible',
    );
    for (const text of ['# heading\n\ntext\n', '2026-11-20 INFO # HELP me\n', '{"status":"success"}', ''])
      expect(metrics.recognise(head(text))).toBe('no');
  });

  it('of a program without a JVM are refused', async () => {
    await expect(read(metrics, '# TYPE go_goroutines gauge\ngo_goroutines 7\n')).rejects.toThrow('no metric of a JVM');
  });

  it.each<[string, unknown]>([
    ['up 1', { name: 'up', labels: {}, value: 1 }],
    ['up{} 1 1795193886571', { name: 'up', labels: {}, value: 1 }],
    ['a{b="c",d="e"} 0.5 1.5e9 # {trace_id="x"} 0.67', { name: 'a', labels: { b: 'c', d: 'e' }, value: 0.5 }],
    ['a{b="q\\"u\\\\o\\nte"} 1', { name: 'a', labels: { b: 'q"u\\o\nte' }, value: 1 }],
    ['a{b="}"} 1', { name: 'a', labels: { b: '}' }, value: 1 }],
    ['a{b="c",} -2e-3', { name: 'a', labels: { b: 'c' }, value: -0.002 }],
    ['a NaN', 'other'],
    ['a +Inf', 'other'],
    ['# EOF', 'other'],
    ['a', undefined],
    ['a 0x10', undefined],
    ['a{b="c"', undefined],
    ['a{b=c} 1', undefined],
    ['a{b="c"}', undefined],
    ['a 1 2 3', undefined],
    ['9a 1', undefined],
    ['<html>', undefined],
  ])('line %s', (line, expected) => {
    const found = expositionLine(line);
    expect(typeof found === 'object' ? { ...found, labels: { ...found.labels } } : found).toEqual(expected);
  });

  it('have no labels by inheritance', () => {
    const found = expositionLine('a{__proto__="x",constructor="y"} 1');
    expect(typeof found === 'object' && Object.keys(found.labels)).toEqual(['__proto__', 'constructor']);
  });

  it('cut anywhere are less than the whole, never something else', async () => {
    const { pieces } = await read(metrics, boot);
    const whole = pieces[0]?.metrics ?? [];
    for (let at = boot.indexOf('10.0') + 4; at < boot.length; at += 7) {
      const cut = await read(metrics, boot.slice(0, at));
      const found = cut.pieces[0]?.metrics ?? [];
      // The last line may lack digits: it alone can differ.
      expect(found.slice(0, -1)).toEqual(whole.slice(0, Math.max(0, found.length - 1)));
      expect(found.length).toBeLessThanOrEqual(whole.length);
    }
  });

  it('come back from any label text', () => {
    const escaped = (text: string): string =>
      text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.double({ noNaN: true, noDefaultInfinity: true }), (text, value) => {
        fc.pre(!/[\r\u2028\u2029]/.test(text) && !Object.is(value, -0));
        const found = expositionLine(`m{l="${escaped(text)}"} ${value}`);
        expect(typeof found === 'object' && [found.labels['l'], found.value]).toEqual([text, value]);
      }),
    );
  });
});
