import type { Lang } from '../../model/renderer.ts';

/** The words inside the blocks of an incident document; the document itself is a template. */
export type IncidentWords = {
  /** A place that a person has to fill in. */
  readonly gap: (what: string) => string;
  readonly unknown: string;
  readonly impact: string;
  readonly noIncident: string;
  readonly lessons: string;
  readonly time: string;
  readonly owner: string;
  /** Who or what noticed it first. */
  readonly noticed: string;
  readonly detected: (tool: string, at: string, rules: string) => string;
  readonly done: string;
  readonly event: string;
  readonly overview: {
    readonly severity: string;
    readonly affected: string;
    readonly loadTest: string;
    readonly started: string;
    readonly detected: string;
    readonly resolved: string;
    readonly timeToDetect: string;
    readonly timeToRepair: string;
  };
};

const en: IncidentWords = {
  gap: (what) => `**[to be filled in: ${what}]**`,
  unknown: 'not known',
  impact: 'users and requests affected, from the load balancer, the k6 run or the business',
  noIncident: 'No finding at warning or above: the evidence shows no cause.',
  lessons: 'what went well, what went badly, where we were lucky',
  time: 'time (UTC)',
  owner: 'owner and date',
  noticed: 'who or which alert noticed it first, and when',
  detected: (tool, at, rules) => `the cause by ${tool}, ${at}: ${rules}`,
  done: 'what else was done, by whom and when',
  event: 'what happened',
  overview: {
    severity: 'Severity',
    affected: 'Affected',
    loadTest: 'Load test',
    started: 'Started',
    detected: 'Detected',
    resolved: 'Resolved',
    timeToDetect: 'Time to detect',
    timeToRepair: 'Time to repair (MTTR)',
  },
};

const ko: IncidentWords = {
  gap: (what) => `**[작성 필요: ${what}]**`,
  unknown: '알 수 없음',
  impact: '영향받은 사용자와 요청 수(로드 밸런서, k6 결과, 업무 지표)',
  noIncident: '경고 이상의 발견이 없습니다. 수집한 증거에서는 원인이 보이지 않습니다.',
  lessons: '잘된 점, 잘못된 점, 운이 좋았던 점',
  time: '시각 (UTC)',
  owner: '담당자와 기한',
  noticed: '누가 또는 어떤 알림이 언제 처음 알아챘는지',
  detected: (tool, at, rules) => `원인 확인: ${tool}, ${at}: ${rules}`,
  done: '그 밖에 누가 언제 무엇을 했는지',
  event: '내용',
  overview: {
    severity: '심각도',
    affected: '대상',
    loadTest: '부하 테스트',
    started: '시작',
    detected: '감지',
    resolved: '해소',
    timeToDetect: '감지까지 걸린 시간',
    timeToRepair: '복구까지 걸린 시간 (MTTR)',
  },
};

export const incidentWords = (lang: Lang): IncidentWords => (lang === 'ko' ? ko : en);
