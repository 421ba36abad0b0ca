import type { TimelineEvent } from '../../model/timeline.ts';
import { clip } from './escape.ts';
import type { Texts } from './texts.ts';

const maxTextLength = 160;

const times = (count: unknown): string => (typeof count === 'number' && count > 1 ? ` (x${count})` : '');

/** What happened, in a short line. */
export const eventText = (texts: Texts, { kind, values }: TimelineEvent): string => {
  const text = (name: string): string => clip(String(values[name] ?? ''), maxTextLength);
  switch (kind) {
    case 'jvm-start':
      return texts.timeline.jvmStart;
    case 'thread-dump':
      return texts.timeline.threadDump(text('threads'));
    case 'restart':
      return texts.timeline.restart(text('container'), text('restarts'));
    case 'container-end':
      return texts.timeline.containerEnd(text('container'), text('reason'), text('exitCode'));
    case 'condition':
      return texts.timeline.condition(text('when'), text('figures'));
    case 'jvm-end':
      return texts.timeline.jvmEnd(text('reason'), text('cause'), text('exitCode'));
    case 'full-gc':
      return texts.timeline.fullGc(text('cause'), text('duration'));
    case 'load-start':
      return texts.timeline.loadStart(text('users'));
    case 'load-end':
      return texts.timeline.loadEnd(text('requests'), text('failedPct'));
    case 'pod-event':
      return `${text('reason')}: ${text('message')}${times(values['count'])}`;
    case 'log':
      return `${text('text')}${times(values['count'])}`;
  }
};
