import type { Subject } from '../../model/subject.ts';
import type { ViewEntry, ViewName } from '../../model/view.ts';
import type { Page } from './page.ts';

export type Section = { readonly heading?: string; readonly lines: readonly string[] };

/** What a subject's header says once, whichever of its views knows it. */
export type HeadFact = 'jvm' | 'uptime' | 'at' | 'dumps' | 'byProcess' | 'collector' | 'heapMax';

/** How the entries of one view of a subject look on a terminal. One file per view in terminal/view/; entries are never empty. */
export type ViewScreen<N extends ViewName = ViewName> = {
  readonly view: N;
  /** The rule this view is looked at for first: where it could not decide, the page says why. */
  readonly asks?: string;
  /** Shown also where only the most important is wanted. */
  readonly brief?: true;
  /** Short facts for the line under the subject's name: `uptime 3 h`. The first view that has one says it. */
  facts?(page: Page, entries: readonly ViewEntry<N>[]): Readonly<Partial<Record<HeadFact, string | undefined>>>;
  /** Whole lines below them, not indented. */
  headLines?(page: Page, entries: readonly ViewEntry<N>[]): readonly string[];
  sections(page: Page, entries: readonly ViewEntry<N>[], subject: Subject): readonly Section[];
};
