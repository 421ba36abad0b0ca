import type { Probe } from '../../model/probe.ts';
import { attachHistogram } from './attach.ts';
import { jcmdHistogram } from './jcmd.ts';

/** `live`: only what is reachable, after a full collection that must be allowed; else everything on the heap. */
export const histogramProbe = (live: boolean): Probe => ({
  kind: 'histogram',
  title: 'Class histogram',
  rungs: [attachHistogram(live), jcmdHistogram(live)],
});
