import { jstatProbe } from './gc-counters/jstat.ts';

/** Five readings, a second apart, where nothing else is asked for. */
export default jstatProbe({ intervalMs: 1000, count: 5 });
