import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import hotspot from '../../../src/parse/hotspot.ts';
import { looksLike } from '../../../src/parse/sniff/looks-like.ts';
import { headOf, readHead } from '../../../src/parse/text/decode.ts';
import { fixture } from '../hotspot/read.ts';
import { bytesSource, utf16 } from '../text/sources.ts';

const of = (content: string | Uint8Array) =>
  looksLike(headOf(typeof content === 'string' ? Buffer.from(content) : content));

const tar = (): Uint8Array => {
  const header = Buffer.alloc(1024);
  header.write('manifest.json', 0);
  header.write('ustar', 257);
  return header;
};

const unified = `[0.018s][info][gc,heap,coops] Heap address: 0x00000007fc000000, size: 64 MB
[31.249s][info][gc] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 24M->11M(256M) 7.965ms
`;
const logLines = `2026-11-20 10:00:00.000  INFO 1 --- [main] c.a.Api : started in 3 s
2026-11-20 10:00:01.000  WARN 1 --- [main] c.a.Api : slow "GET /orders"
`;

const cases: readonly (readonly [string, string | Uint8Array, string, string | undefined])[] = [
  ['nothing', '', 'empty', undefined],
  ['blank lines', '\n\n  \n', 'blank lines', undefined],
  ['a heap dump', Buffer.from('JAVA PROFILE 1.0.2\0\0\0\0\x08\0\0\x01'), 'hprof', 'heap'],
  ['a flight recording', Buffer.from('FLR\0\0\x02\0\x01\0\0'), 'Flight Recorder', undefined],
  ['hsperfdata', Buffer.from('\xca\xfe\xc0\xc0\x01\x02\0\x01', 'latin1'), 'hsperfdata', 'analyze'],
  ['a class file', Buffer.from('\xca\xfe\xba\xbe\0\0\0\x3d', 'latin1'), 'class file', undefined],
  ['a core file', Buffer.from('\x7fELF\x02\x01\x01\0', 'latin1'), 'core file', undefined],
  ['a jar', Buffer.from('PK\x03\x04\x14\0\x08\0', 'latin1'), 'jar', undefined],
  ['a tar archive', tar(), 'tar', 'analyze'],
  ['random bytes', Buffer.from(Array.from({ length: 999 }, (_, i) => (i * 167) % 256)), 'binary data', undefined],
  [
    'an hs_err file',
    '#\n# A fatal error has been detected by the Java Runtime Environment:\n#\n#  SIGSEGV',
    'hs_err',
    'analyze',
  ],
  [
    'a javacore',
    '0SECTION       TITLE subcomponent dump routine\nNULL\n2XMFULLTHDDUMP Full thread dump J9 VM (J2RE)\n',
    'javacore',
    'threads',
  ],
  [
    'Thread.dump_to_file text',
    '2041\n2026-11-20T10:00:00Z\n21.0.5+11\n\n#1 "main"\n      java.base/java.lang.Thread.sleep0(Native Method)\n',
    'dump_to_file',
    'threads',
  ],
  ['Thread.dump_to_file JSON', '{\n  "threadDump": {\n    "processId": "2041",', 'thread dump in JSON', 'threads'],
  ['Actuator JSON', '{"threads":[{"threadName":"main"', 'thread dump in JSON', 'threads'],
  ['a heap snapshot', '{"snapshot":{"meta":{"node_fields":["type"]', 'heap snapshot', 'heap'],
  ['other JSON', '{"a": 1}', 'JSON document', undefined],
  ['a JSON list', '[{"a": 1}]', 'JSON document', undefined],
  ['a pod in JSON', '{\n  "apiVersion": "v1",\n  "kind": "Pod"', 'Kubernetes', undefined],
  ['a pod in YAML', 'apiVersion: v1\nkind: Pod\n', 'Kubernetes', undefined],
  [
    'kubectl describe',
    'Name:             appr-api-1\nNamespace:        appr\nPriority:         0\n',
    'kubectl describe',
    undefined,
  ],
  ['a k6 summary', '{"root_group":{},"metrics":{"http_reqs":{"count":1}}}', 'k6', undefined],
  ['k6 on a terminal', '     checks...........: 100%\n     http_req_duration....: avg=1ms\n', 'k6', undefined],
  ['a unified GC log', unified, 'unified', 'gc'],
  [
    'a JDK 8 GC log',
    '1.189: [GC [PSYoungGen: 1407620K->15252K(2796224K)] 1407620K->15252K(2801600K), 0.0067970 secs]\n',
    'JDK 8',
    'gc',
  ],
  [
    'jstat -gcutil',
    '  S0     S1     E      O      M     CCS    YGC     YGCT    FGC    FGCT     GCT\n  0.00  99.09  12.00  80.00',
    'jstat',
    'gc',
  ],
  ['jstat -gc -t', 'Timestamp        S0C    S1C    S0U    S1U      EC       EU\n', 'jstat', 'gc'],
  [
    'a histogram',
    ' num     #instances         #bytes  class name (module)\n---\n   1:  1  24  java.lang.Object',
    'histogram',
    'heap',
  ],
  ['jmap of JDK 6', '  298          53208  [C\n   11          25096  [B\n', 'histogram', 'heap'],
  ['memory.events of a cgroup', 'low 0\nhigh 0\nmax 1421\noom 3\noom_kill 3\n', 'a file of a cgroup', undefined],
  ['memory.max of a cgroup', '1073741824\n', 'a file of a cgroup', undefined],
  ['/proc/PID/status', 'Name:\tjava\nVmRSS:\t  812 kB\nThreads:\t41\n', 'a file of /proc/PID', undefined],
  ['NMT', 'Native Memory Tracking:\n\nTotal: reserved=1GB, committed=300MB\n', 'native memory', 'analyze'],
  ['JSON log lines', '{"log":"a\\n","stream":"stdout"}\n{"log":"b\\n","stream":"stdout"}\n', 'JSON lines', 'analyze'],
  ['an application log', logLines, 'a log', 'analyze'],
  ['an exception', 'Exception in thread "main" java.lang.Error\n\tat a.B.c(B.java:1)\n', 'a log', 'analyze'],
  ['a page', '<!DOCTYPE html><html>', 'HTML', undefined],
];

describe('looksLike', () => {
  it.each(cases)('%s', (_name, content, words, command) => {
    const likeness = of(content);
    expect(likeness?.what).toContain(words);
    expect(likeness?.command).toBe(command);
  });

  it('says nothing of prose', () => {
    expect(of('Dear colleague, see below.\n')).toBeUndefined();
  });

  it('looks through gzip and UTF-16', async () => {
    expect(looksLike(await readHead(bytesSource(gzipSync(unified))))?.command).toBe('gc');
    expect(of(utf16(unified, 'le', true))?.command).toBe('gc');
  });

  it('knows every thread dump of ours', () => {
    for (const file of ['hotspot-jdk8/jstack-l.txt', 'hotspot-jdk25/sigquit-stdout.txt']) {
      expect(of(fixture(file))).toMatchObject({ what: 'a HotSpot thread dump', command: 'threads' });
    }
  });

  it('survives text made to be slow: a quadratic pattern would run into the time limit here', () => {
    const unit = [
      '\n',
      ' ',
      '"',
      '" #1 ',
      '[',
      '[a]',
      '{"',
      '{}\n',
      '\tat ',
      '1.1: ',
      'S0 ',
      '#1 "',
      '\t',
      'a ',
      ' {',
      '","metrics":"',
    ];
    for (const text of unit) {
      const hostile = text.repeat(Math.ceil((256 * 1024) / text.length));
      expect(of(hostile)?.command).not.toBe('heap');
      expect(hotspot.recognise(headOf(Buffer.from(hostile)))).not.toBe('certain');
    }
  });
});

describe('the HotSpot format', () => {
  it('tries what may hold a dump further down, and leaves the rest to others', () => {
    const recognise = (text: string) => hotspot.recognise(headOf(Buffer.from(text)));
    for (const text of [logLines, unified, '{"log":"a"}\n{"log":"b"}\n', 'prose'])
      expect(recognise(text)).toBe('possible');
    for (const text of [
      '{"threadDump": {}}',
      '0SECTION TITLE',
      '# A fatal error has been detected by the Java Runtime',
    ])
      expect(recognise(text)).toBe('no');
    expect(recognise(`${logLines}Full thread dump OpenJDK 64-Bit Server VM (17.0.15+6 mixed mode):\n`)).toBe('certain');
  });
});

it.each([
  ['FLR\0\0\x02\0\x01\0\0', 'jfr print --events jdk.ThreadDump'],
  ['\xfd7zXZ\0\0\x04', 'xz -dk'],
  ['\x28\xb5\x2f\xfd\x04', 'zstd -dk'],
  ['BZh91AY', 'bzip2 -dk'],
])('%j is made readable by another command', (head, command) => {
  expect(of(Buffer.from(head, 'latin1'))?.before?.command).toBe(command);
});
