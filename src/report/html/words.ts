import type { Lang } from '../../model/renderer.ts';

export type Words = {
  readonly title: string;
  readonly gc: string;
  readonly used: string;
  readonly pauses: string;
  readonly share: string;
  readonly rate: string;
  readonly afterCollection: string;
  readonly floor: string;
  readonly limit: string;
  readonly threads: string;
  readonly state: string;
  readonly artifacts: string;
  readonly artifact: string;
  readonly bytes: string;
  readonly outcome: string;
  readonly notDecided: string;
  readonly uptimeAxis: string;
  readonly collections: string;
  readonly kind: string;
  readonly cause: string;
  readonly longest: string;
  readonly total: string;
  readonly madeBy: string;
  readonly noScript: string;
};

const en: Words = {
  title: 'JVM diagnosis',
  gc: 'Garbage collection',
  used: 'Left after collections (MiB)',
  pauses: 'Pauses (ms)',
  share: 'Share of time in pauses (%)',
  rate: 'Allocated (MiB/s)',
  afterCollection: 'heap after a collection',
  floor: 'floor: left when old was collected',
  limit: 'largest heap',
  threads: 'Threads',
  state: 'State',
  artifacts: 'Evidence',
  artifact: 'Artifact',
  bytes: 'Bytes',
  outcome: 'Outcome',
  notDecided: 'Rules that could not be decided',
  uptimeAxis: 'minutes since the start of the JVM',
  collections: 'Collections',
  kind: 'Kind',
  cause: 'Cause',
  longest: 'Longest',
  total: 'Together',
  madeBy: 'made by',
  noScript: 'The charts need scripts to be allowed; the tables hold the figures.',
};

const ko: Words = {
  title: 'JVM 진단',
  gc: '가비지 컬렉션',
  used: 'GC 후에 남는 양 (MiB)',
  pauses: '정지 시간 (ms)',
  share: '정지에 쓴 시간 비율 (%)',
  rate: '할당 (MiB/s)',
  afterCollection: 'GC 직후 힙',
  floor: '바닥: Old 수집 후에 남은 양',
  limit: '최대 힙',
  threads: '스레드',
  state: '상태',
  artifacts: '증거',
  artifact: '파일',
  bytes: '바이트',
  outcome: '결과',
  notDecided: '판정하지 못한 룰',
  uptimeAxis: 'JVM 시작 이후 분',
  collections: '수집',
  kind: '종류',
  cause: '원인',
  longest: '최장',
  total: '합계',
  madeBy: '작성',
  noScript: '차트는 스크립트를 허용해야 보입니다. 값은 표에 있습니다.',
};

export const wordsOf = (lang: Lang): Words => (lang === 'ko' ? ko : en);
