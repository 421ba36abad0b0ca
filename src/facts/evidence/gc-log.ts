import type { Fold } from '../../model/fold.ts';
import { sameGcLife } from '../gc/life.ts';
import { identifiedSeries } from '../gc/series.ts';

/** The events of a GC log, folded into one bounded series per JVM life. */
const gcLog: Fold<'gc-log'> = { kind: 'gc-log', sameLife: sameGcLife, open: identifiedSeries };

export default gcLog;
