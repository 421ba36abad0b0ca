/** The words of the live screen. */
export type WatchTexts = {
  readonly title: (jvms: number, elapsed: string, interval: string) => string;
  readonly keys: string;
  readonly waiting: string;
  readonly gap: (reason: string) => string;
  readonly ended: (reason: string) => string;
  readonly restarts: (count: number) => string;
  readonly young: string;
  readonly full: string;
  readonly pauses: string;
  readonly perMinute: (count: string, what: string) => string;
  readonly mean: (duration: string) => string;
  readonly stood: (percent: string) => string;
  readonly allocates: (rate: string) => string;
  readonly left: (first: string, last: string, count: number, arrow: string) => string;
  readonly noFloor: string;
  readonly slope: (bytes: string) => string;
  readonly fullIn: (duration: string) => string;
  readonly level: Readonly<Record<'critical' | 'warning' | 'info' | 'clear' | 'unknown', string>>;
  readonly clear: string;
  /** Before a reason other than time. */
  readonly open: string;
  readonly tooEarly: string;
  readonly minutes: (duration: string) => string;
  readonly more: (count: number) => string;
  readonly moreJvms: (count: number) => string;
  readonly label: Readonly<Record<'used' | 'collections' | 'stood' | 'left', string>>;
};

export const watchEn: WatchTexts = {
  title: (jvms, elapsed, interval) =>
    `jdiag gc --watch, ${jvms === 1 ? 'one JVM' : `${jvms} JVMs`}, ${elapsed}, every ${interval}`,
  keys: 'q quits',
  waiting: 'waiting for the first reading',
  gap: (reason) => `nothing read now: ${reason}`,
  ended: (reason) => `ended: ${reason}`,
  restarts: (count) => (count === 1 ? 'restarted once' : `restarted ${count} times`),
  young: 'young',
  full: 'full',
  pauses: 'concurrent pauses',
  perMinute: (count, what) => `${count} ${what}/min`,
  mean: (duration) => `mean ${duration}`,
  stood: (percent) => `${percent} stood still`,
  allocates: (rate) => `allocates ${rate}/s`,
  left: (first, last, count, arrow) => `${first} ${arrow} ${last} after ${count} collections`,
  noFloor: 'no collection of old yet',
  slope: (bytes) => `${bytes}/h`,
  fullIn: (duration) => `full in ${duration}`,
  level: { critical: 'CRITICAL', warning: 'WARNING', info: 'INFO', clear: 'CLEAR', unknown: 'TOO EARLY' },
  clear: 'nothing found so far',
  open: 'UNKNOWN',
  tooEarly: 'not enough collections yet to judge what is left after them',
  minutes: (duration) => `not enough collections yet: about ${duration} more`,
  more: (count) => `and ${count} more`,
  moreJvms: (count) => `and ${count} more JVMs: make the window larger`,
  label: { used: 'used', collections: 'GC', stood: 'still', left: 'left' },
};

export const watchKo: WatchTexts = {
  title: (jvms, elapsed, interval) => `jdiag gc --watch, JVM ${jvms}개, ${elapsed}, ${interval} 간격`,
  keys: 'q 종료',
  waiting: '첫 표본을 기다리는 중',
  gap: (reason) => `지금은 읽을 수 없음: ${reason}`,
  ended: (reason) => `종료됨: ${reason}`,
  restarts: (count) => `재시작 ${count}회`,
  young: 'young',
  full: 'full',
  pauses: '동시 정지',
  perMinute: (count, what) => `${what} 분당 ${count}`,
  mean: (duration) => `평균 ${duration}`,
  stood: (percent) => `정지 ${percent}`,
  allocates: (rate) => `할당 초당 ${rate}`,
  left: (first, last, count, arrow) => `수집 ${count}회 뒤 ${first} ${arrow} ${last}`,
  noFloor: 'old 수집이 아직 없음',
  slope: (bytes) => `시간당 ${bytes}`,
  fullIn: (duration) => `${duration} 뒤 가득 참`,
  level: { critical: '심각', warning: '경고', info: '참고', clear: '이상 없음', unknown: '판단 보류' },
  clear: '아직 발견 없음',
  open: '알 수 없음',
  tooEarly: '수집 후 남은 크기를 판단하기에는 수집 횟수가 부족함',
  minutes: (duration) => `수집 횟수가 부족함: 약 ${duration} 더 필요`,
  more: (count) => `외 ${count}건`,
  moreJvms: (count) => `외 JVM ${count}개: 창을 키우세요`,
  label: { used: '사용', collections: 'GC', stood: '정지', left: '남음' },
};
