/** Words of the heap view. */
export type HeapTexts = {
  readonly heading: {
    readonly suspects: string;
    readonly dominators: string;
    readonly classes: string;
    readonly threads: string;
    readonly collections: string;
    readonly loaders: string;
    readonly tree: string;
    readonly inspected: string;
    readonly notes: string;
  };
  readonly column: Readonly<
    Record<
      | 'object'
      | 'class'
      | 'instances'
      | 'shallow'
      | 'retained'
      | 'share'
      | 'thread'
      | 'holds'
      | 'entries'
      | 'place'
      | 'loader'
      | 'classes'
      | 'alike',
      string
    >
  >;
  readonly reachable: (bytes: string, objects: string, classes: string) => string;
  readonly inDump: (bytes: string, objects: string, classes: string) => string;
  readonly unreachable: (bytes: string, objects: string) => string;
  readonly weakExcluded: string;
  readonly lowerBounds: (why: string) => string;
  readonly histogramOnly: string;
  readonly keeps: (who: string, bytes: string, percent: string) => string;
  readonly groupKeeps: (instances: string, className: string, bytes: string, percent: string) => string;
  readonly threadNamed: (name: string) => string;
  readonly throughThreadLocal: (name: string | undefined) => string;
  readonly throughLocal: (frame: string | undefined) => string;
  readonly throughField: string;
  readonly meetHere: string;
  readonly holds: (what: string) => string;
  readonly inside: (what: string) => string;
  readonly application: (className: string) => string;
  readonly stack: (frames: string) => string;
  readonly rootKind: Readonly<Record<string, string>>;
  readonly moreSteps: (count: string) => string;
  readonly noSuspects: string;
  readonly duplicates: (wasted: string, strings: string, distinct: string) => string;
  readonly duplicate: (copies: string, shown: string, wasted: string) => string;
  readonly directBuffers: (count: string, bytes: string) => string;
  readonly finalizers: (count: string) => string;
  readonly wasted: (bytes: string) => string;
  readonly notFound: (query: string) => string;
  readonly referredBy: string;
  readonly fields: string;
  readonly others: (count: string) => string;
};
