import { histogramProbe } from './histogram/probe.ts';

/** The instances of every class, garbage included: no collection is forced. */
export default histogramProbe(false);
