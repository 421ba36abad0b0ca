import type { ComparedFinding } from '../../model/comparison.ts';
import type { Lang } from '../../model/renderer.ts';

export type CompareTexts = {
  readonly side: Readonly<Record<'before' | 'after', string>>;
  readonly status: Readonly<Record<ComparedFinding['status'], string>>;
  readonly heading: Readonly<Record<'findings' | 'figures' | 'families' | 'classes' | 'paths', string>>;
  readonly column: Readonly<Record<'name' | 'before' | 'after' | 'change', string>>;
  readonly figure: Readonly<Record<string, string>>;
  readonly jvms: (count: number) => string;
  readonly more: (count: string) => string;
  readonly notHad: (what: string) => string;
  readonly noFindings: string;
  /** The last line: what came, went and stayed. */
  readonly verdict: (counts: Readonly<Record<ComparedFinding['status'], number>>) => string;
};

const en: CompareTexts = {
  side: { before: 'before', after: 'after' },
  status: { gone: 'gone', came: 'came', stayed: 'stayed', 'not-decided': 'not decided' },
  heading: {
    findings: 'FINDINGS',
    figures: 'FIGURES',
    families: 'THREAD FAMILIES THAT CHANGED',
    classes: 'CLASSES THAT CHANGED',
    paths: 'WHAT KEEPS MORE OR LESS',
  },
  column: { name: '', before: 'BEFORE', after: 'AFTER', change: 'CHANGE' },
  figure: {
    'load.requestsPerSecond': 'requests per second',
    'load.failedPct': 'requests that failed',
    'load.medianMs': 'half of the requests within',
    'load.p95Ms': '95 of 100 requests within',
    'load.maxMs': 'slowest request',
    'load.droppedIterations': 'iterations the load test could not start',
    'gc.pausePct': 'time the collector stopped the JVM',
    'gc.longestPauseMs': 'longest pause',
    'gc.fullPerHour': 'full collections per hour',
    'gc.floorPct': 'left after collection, of capacity',
    'gc.floorBytes': 'left after collection',
    'gc.allocatedBytesPerSecond': 'allocated per second',
    'threads.total': 'threads',
    'threads.blocked': 'threads BLOCKED',
    'threads.families': 'thread families',
    'threads.deadlocks': 'deadlocks',
    'heap.objects': 'objects on the heap',
    'heap.shallowBytes': 'heap',
    'findings.critical': 'critical findings',
    'findings.warning': 'warnings',
  },
  jvms: (count) => `${count} JVMs, figures are means`,
  more: (count) => `and ${count} more`,
  notHad: (what) => `not had: ${what}`,
  noFindings: 'none before, none after',
  verdict: ({ gone, came, stayed, 'not-decided': open }) => {
    const parts = [
      ...(came > 0 ? [`${came} came`] : []),
      ...(gone > 0 ? [`${gone} gone`] : []),
      ...(stayed > 0 ? [`${stayed} stayed`] : []),
      ...(open > 0 ? [`${open} not decided on one side`] : []),
    ];
    const word =
      came > 0 ? 'worse' : open > 0 ? 'not decided' : gone > 0 ? (stayed > 0 ? 'better' : 'fixed') : 'the same';
    return `comparison: ${word} - ${parts.length === 0 ? 'no findings on either side' : parts.join(', ')}`;
  },
};

const ko: CompareTexts = {
  side: { before: '이전', after: '이후' },
  status: { gone: '해소', came: '신규', stayed: '유지', 'not-decided': '판정 불가' },
  heading: {
    findings: '발견 사항',
    figures: '수치',
    families: '달라진 스레드 그룹',
    classes: '달라진 클래스',
    paths: '보유량이 달라진 경로',
  },
  column: { name: '', before: '이전', after: '이후', change: '변화' },
  figure: {
    'load.requestsPerSecond': '초당 요청',
    'load.failedPct': '실패한 요청',
    'load.medianMs': '요청의 절반이 끝난 시간',
    'load.p95Ms': '요청의 95 %가 끝난 시간',
    'load.maxMs': '가장 느린 요청',
    'load.droppedIterations': '시작하지 못한 반복',
    'gc.pausePct': 'GC로 멈춘 시간',
    'gc.longestPauseMs': '가장 긴 정지',
    'gc.fullPerHour': '시간당 Full GC',
    'gc.floorPct': 'GC 후 남은 비율(용량 대비)',
    'gc.floorBytes': 'GC 후 남은 양',
    'gc.allocatedBytesPerSecond': '초당 할당량',
    'threads.total': '스레드',
    'threads.blocked': 'BLOCKED 스레드',
    'threads.families': '스레드 그룹',
    'threads.deadlocks': '데드락',
    'heap.objects': '힙의 객체',
    'heap.shallowBytes': '힙',
    'findings.critical': '심각 발견',
    'findings.warning': '경고',
  },
  jvms: (count) => `JVM ${count}개, 수치는 평균`,
  more: (count) => `그 외 ${count}개`,
  notHad: (what) => `수집 못 함: ${what}`,
  noFindings: '이전과 이후 모두 없음',
  verdict: ({ gone, came, stayed, 'not-decided': open }) => {
    const parts = [
      ...(came > 0 ? [`신규 ${came}`] : []),
      ...(gone > 0 ? [`해소 ${gone}`] : []),
      ...(stayed > 0 ? [`유지 ${stayed}`] : []),
      ...(open > 0 ? [`한쪽에서 판정 불가 ${open}`] : []),
    ];
    const word = came > 0 ? '악화' : open > 0 ? '판정 불가' : gone > 0 ? (stayed > 0 ? '개선' : '해결') : '동일';
    return `비교: ${word} - ${parts.length === 0 ? '양쪽 모두 발견 없음' : parts.join(', ')}`;
  },
};

export const compareTexts = (lang: Lang): CompareTexts => (lang === 'ko' ? ko : en);
