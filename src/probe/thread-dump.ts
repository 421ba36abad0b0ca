import type { Probe } from '../model/probe.ts';
import { actuator } from './actuator/rung.ts';
import { byEphemeral } from './attach/by-ephemeral.ts';
import { byHelper } from './attach/by-helper.ts';
import { attach } from './attach/rung.ts';
import { jcmd } from './jcmd/rung.ts';
import { sigquit } from './sigquit/rung.ts';

/** What every thread does. Without `-l`: the locks that are not monitors cost a walk over the whole heap. */
const threadDump: Probe = {
  kind: 'thread-dump',
  title: 'Thread dump',
  rungs: [attach, sigquit, jcmd, actuator, byHelper(attach), byEphemeral(attach)],
};

export default threadDump;
