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
  readonly event: string;
  readonly overview: {
    readonly severity: string;
    readonly affected: string;
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
  event: 'what happened',
  overview: {
    severity: 'Severity',
    affected: 'Affected',
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
  event: '내용',
  overview: {
    severity: '심각도',
    affected: '대상',
    started: '시작',
    detected: '감지',
    resolved: '해소',
    timeToDetect: '감지까지 걸린 시간',
    timeToRepair: '복구까지 걸린 시간 (MTTR)',
  },
};

export const incidentWords = (lang: Lang): IncidentWords => (lang === 'ko' ? ko : en);
