import type { Probe } from '../../model/probe.ts';
import { byEphemeral } from '../attach/by-ephemeral.ts';
import { byHelper } from '../attach/by-helper.ts';
import { attachHistogram } from './attach.ts';
import { jcmdHistogram } from './jcmd.ts';

/** `live`: only what is reachable, after a full collection that must be allowed; else everything on the heap. */
export const histogramProbe = (live: boolean): Probe => ({
  kind: 'histogram',
  title: 'Class histogram',
  rungs: [
    attachHistogram(live),
    jcmdHistogram(live),
    // Each of them has one thing to be allowed: a full collection is another.
    ...(live ? [] : [byHelper(attachHistogram(live)), byEphemeral(attachHistogram(live))]),
  ],
});
