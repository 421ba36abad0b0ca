import type { TimelineEvent } from '../../model/timeline.ts';
import type { View } from '../../model/view.ts';
import { jvmEvents } from '../timeline/jvm.ts';
import { loadEvents } from '../timeline/load.ts';
import { logEvents } from '../timeline/log.ts';
import { podEvents } from '../timeline/pod.ts';
import { recordingEvents } from '../timeline/recording.ts';

const maxEvents = 60;

/** The newest of each kind are kept when there are too many: an incident is read from its end. */
const capped = (events: readonly TimelineEvent[]): readonly TimelineEvent[] =>
  events.length <= maxEvents ? events : [...events.slice(0, 5), ...events.slice(5 - maxEvents)];

/** What happened around one JVM or pod, from all its evidence that carries a time. */
const timeline: View<'timeline'> = {
  name: 'timeline',
  entries: (evidence, subject) => {
    const events = [
      ...jvmEvents(evidence),
      ...podEvents(evidence),
      ...recordingEvents(evidence),
      ...logEvents(evidence),
      ...loadEvents(evidence),
    ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
    return events.length === 0 ? [] : [{ subject, events: capped(events), total: events.length }];
  },
};

export default timeline;
