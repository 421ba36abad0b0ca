import { describe, expect, it } from 'vitest';
import crash from '../../src/facts/crash.ts';
import type { CrashFrame, CrashReport } from '../../src/model/crash-report.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import { MissingFact } from '../../src/model/fact.ts';
import { logScan } from '../support/threads.ts';

const base: CrashReport = {
  artifactId: 'hs',
  kind: 'signal',
  signal: 'SIGSEGV',
  message: 'SIGSEGV (0xb)',
  line: 4,
  isNullAddress: false,
  frames: [],
  memory: {},
};
const evidence = (models: Evidence['models']): Evidence => ({ models, partial: {}, failed: {} });
const ask = (name: string, more: Partial<CrashReport>): unknown => {
  const reports = [{ ...base, ...more }];
  return crash.facts[name]?.derive(evidence({ 'crash-report': { reports } }));
};
const native: CrashFrame = { kind: 'C', library: 'libnetty_tcnative.so', text: '[libnetty_tcnative.so+0x1]  ssl_read' };

describe('where a JVM crashed', () => {
  it.each<[string, Partial<CrashReport>]>([
    ['native', { problematic: native }],
    ['java', { problematic: { kind: 'J', text: '512 c2 com.acme.Codec.decode(J)V (12 bytes) @ 0x1' } }],
    ['compiler', { problematic: { kind: 'V', text: '[libjvm.so+0x1]' }, compiling: 'com.acme.Codec::decode' }],
    ['collector', { thread: { name: 'GC Thread#2', kind: 'WorkerThread', line: 9 } }],
    ['unsafe', { frames: [{ kind: 'V', text: '[libjvm.so+0x1] Unsafe_PutLong+0x12' }] }],
    ['jvm', { problematic: { kind: 'V', text: '[libjvm.so+0x1]' } }],
  ])('%s', (place, more) => {
    expect(ask('place', more)).toBe(place);
  });

  it('names the library, and the first method of the application below it', () => {
    const frames: readonly CrashFrame[] = [
      native,
      { kind: 'j', text: 'io.netty.internal.tcnative.SSL.readFromSSL(JJI)I+0' },
      { kind: 'J', text: '812 c1 com.acme.orders.RateClient.fetch(Ljava/lang/String;)V (40 bytes) @ 0x1 [0x2+0x3]' },
    ];
    expect(ask('library', { problematic: native, frames })).toBe('libnetty_tcnative.so');
    expect(ask('method', { problematic: native, frames })).toBe('com.acme.orders.RateClient.fetch');
    expect(ask('library', { problematic: { kind: 'V', library: 'libjvm.so', text: '' } })).toBeInstanceOf(MissingFact);
  });
});

describe('whether it crashed', () => {
  it('is not where memory ran out', () => {
    expect(ask('died', {})).toBe(true);
    expect(ask('died', { kind: 'memory' })).toBe(false);
    expect(ask('died', { kind: 'error', outOfMemory: 'java-heap-space' })).toBe(false);
  });

  it('a log tells, too', () => {
    const died = (models: Evidence['models']) => crash.facts['died']?.derive(evidence(models));
    expect(died({ log: logScan([]) })).toBe(false);
    expect(() => died({})).toThrow(MissingFact);
    const values = { signal: 'SIGBUS', message: 'SIGBUS (0x7) at pc=0x1, pid=1', kind: 'C', frame: '[libx.so+0x1]' };
    const log = logScan([{ artifactId: 'log', line: 9, pattern: 'jvm-crash', text: '# C  [libx.so+0x1]', values }]);
    expect(died({ log })).toBe(true);
    expect(crash.facts['library']?.derive(evidence({ log }))).toBe('libx.so');
  });
});
