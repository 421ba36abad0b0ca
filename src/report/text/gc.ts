import type { GcBeside, GcSource } from '../../model/gc-series.ts';

/** The words of the gc view and of the live screen. */
export type GcTexts = {
  readonly collectorUnknown: string;
  readonly heapMax: (size: string) => string;
  readonly source: Readonly<Record<Exclude<GcSource, 'log'>, string>>;
  readonly fromSamples: (source: string, samples: string, span: string | undefined) => string;
  readonly fromLog: (events: string, span: string | undefined) => string;
  readonly logLines: (recognised: string, total: string) => string;
  readonly firstOther: (line: string) => string;
  readonly space: Readonly<Record<'eden' | 'old' | 'heap' | 'metaspace' | 'young', string>>;
  readonly kind: Readonly<Record<string, string>>;
  readonly column: Readonly<
    Record<'space' | 'used' | 'capacity' | 'collections' | 'perMinute' | 'total' | 'mean' | 'longest', string>
  >;
  readonly heading: { readonly floor: string; readonly longest: string; readonly beside: string };
  readonly beside: Readonly<Record<GcBeside['what'], string>>;
  readonly mostOf: (most: string, limit: string | undefined, at: string) => string;
  readonly floor: (count: string, first: string, last: string, arrow: string) => string;
};

const samplesWord = (samples: string): string => `${samples} ${samples === '1' ? 'sample' : 'samples'}`;

export const gcEn: GcTexts = {
  collectorUnknown: 'collector not known',
  heapMax: (size) => `heap up to ${size}`,
  source: { counters: 'JVM counters', jstat: 'jstat', prometheus: 'history from Prometheus' },
  fromSamples: (source, samples, span) =>
    span === undefined
      ? `${source}, ${samplesWord(samples)}${samples === '1' ? '' : ', no times'}`
      : `${source}, ${samplesWord(samples)} in ${span}`,
  logLines: (recognised, total) => `${recognised} of ${total} lines understood`,
  firstOther: (line) => `first line that is not: ${line}`,
  fromLog: (events, span) => `GC log, ${events} events${span === undefined ? '' : ` in ${span}`}`,
  space: { eden: 'eden', old: 'old', heap: 'heap', metaspace: 'metaspace', young: 'young' },
  kind: {
    young: 'young',
    mixed: 'mixed',
    full: 'full',
    cycle: 'concurrent cycle',
    pause: 'pause of a cycle',
    stall: 'allocation stall',
    safepoint: 'safepoint, no collection',
  },
  column: {
    space: 'SPACE',
    used: 'USED',
    capacity: 'CAPACITY',
    collections: 'COLLECTIONS',
    perMinute: 'PER MIN',
    total: 'TOTAL',
    mean: 'MEAN',
    longest: 'LONGEST',
  },
  heading: { floor: 'LEFT AFTER COLLECTIONS', longest: 'LONGEST PAUSES', beside: 'BESIDE THE COLLECTIONS' },
  beside: {
    threads: 'live threads',
    'connections-active': 'connections in use',
    'connections-waiting': 'threads waiting for a connection',
    'connection-timeouts': 'timeouts of getConnection',
  },
  mostOf: (most, limit, at) => `most ${most}${limit === undefined ? '' : ` of ${limit}`}, ${at}`,
  floor: (count, first, last, arrow) => `${first} ${arrow} ${last} over ${count}`,
};

export const gcKo: GcTexts = {
  collectorUnknown: '수집기 알 수 없음',
  heapMax: (size) => `힙 최대 ${size}`,
  source: { counters: 'JVM 카운터', jstat: 'jstat', prometheus: 'Prometheus 이력' },
  fromSamples: (source, samples, span) =>
    span === undefined
      ? `${source}, 표본 ${samples}개${samples === '1' ? '' : ', 시각 없음'}`
      : `${source}, ${span} 동안 표본 ${samples}개`,
  logLines: (recognised, total) => `${total}줄 중 ${recognised}줄 해석`,
  firstOther: (line) => `해석하지 못한 첫 줄: ${line}`,
  fromLog: (events, span) => `GC 로그, ${span === undefined ? '' : `${span} 동안 `}이벤트 ${events}건`,
  space: { eden: 'eden', old: 'old', heap: '힙', metaspace: '메타스페이스', young: 'young' },
  kind: {
    young: 'young',
    mixed: 'mixed',
    full: 'full',
    cycle: '동시 사이클',
    pause: '사이클의 정지',
    stall: '할당 대기',
    safepoint: '세이프포인트(GC 아님)',
  },
  column: {
    space: '영역',
    used: '사용',
    capacity: '용량',
    collections: '수집',
    perMinute: '분당',
    total: '합계',
    mean: '평균',
    longest: '최장',
  },
  heading: { floor: '수집 후 남은 크기', longest: '가장 긴 정지', beside: '같은 기간의 다른 지표' },
  beside: {
    threads: '살아 있는 스레드',
    'connections-active': '사용 중인 커넥션',
    'connections-waiting': '커넥션을 기다리는 스레드',
    'connection-timeouts': 'getConnection 타임아웃',
  },
  mostOf: (most, limit, at) => `최대 ${most}${limit === undefined ? '' : `/${limit}`}, ${at}`,
  floor: (count, first, last, arrow) => `${count}회에 걸쳐 ${first} ${arrow} ${last}`,
};
