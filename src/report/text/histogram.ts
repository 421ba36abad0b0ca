/** The words of the views of class histograms. */
export type HistogramTexts = {
  readonly heading: { readonly largest: string; readonly grown: string; readonly keepsMore: string };
  readonly column: {
    readonly className: string;
    readonly way: string;
    readonly instances: string;
    readonly size: string;
    readonly share: string;
    readonly instancesChange: string;
    readonly sizeChange: string;
  };
  readonly live: string;
  readonly withGarbage: string;
  readonly cut: string;
  readonly histograms: (count: number, interval: string | undefined) => string;
  readonly holds: (objects: string, size: string) => string;
  readonly change: (objects: string, size: string) => string;
  readonly moreClasses: (count: string) => string;
  readonly noneGrew: string;
};

export const histogramEn: HistogramTexts = {
  heading: { largest: 'LARGEST CLASSES', grown: 'GREW MOST', keepsMore: 'WHAT KEEPS MORE' },
  column: {
    className: 'CLASS',
    way: 'WAY FROM A GC ROOT',
    instances: 'INSTANCES',
    size: 'SIZE',
    share: 'SHARE',
    instancesChange: 'MORE',
    sizeChange: 'GREW BY',
  },
  live: 'reachable objects only',
  withGarbage: 'with garbage',
  cut: 'histogram not whole: smaller classes are missing',
  histograms: (count, interval) =>
    interval === undefined ? `${count} histograms` : `${count} histograms in ${interval}`,
  holds: (objects, size) => `${objects} objects, ${size}`,
  change: (objects, size) => `since the first ${objects} objects, ${size}`,
  moreClasses: (count) => `and ${count} more ${count === '1' ? 'class' : 'classes'}`,
  noneGrew: 'no class grew',
};

export const histogramKo: HistogramTexts = {
  heading: { largest: '가장 큰 클래스', grown: '가장 많이 증가', keepsMore: '더 많이 붙잡는 경로' },
  column: {
    className: '클래스',
    way: 'GC 루트로부터의 경로',
    instances: '인스턴스',
    size: '크기',
    share: '비율',
    instancesChange: '증가 수',
    sizeChange: '증가량',
  },
  live: '도달 가능한 객체만',
  withGarbage: '가비지 포함',
  cut: '히스토그램이 온전하지 않음: 작은 클래스가 빠져 있음',
  histograms: (count, interval) =>
    interval === undefined ? `히스토그램 ${count}개` : `${interval} 동안 히스토그램 ${count}개`,
  holds: (objects, size) => `객체 ${objects}개, ${size}`,
  change: (objects, size) => `처음 대비 객체 ${objects}개, ${size}`,
  moreClasses: (count) => `그 외 클래스 ${count}개`,
  noneGrew: '증가한 클래스 없음',
};
