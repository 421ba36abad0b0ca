/** So much of a dump is looked at for its first lines. */
const bannerBytes = 1000;

/** `Full thread dump OpenJDK 64-Bit Server VM (21.0.5+11 mixed mode):`. */
const banner = /Full thread dump [^\n]*\((\d+)[.+-]/;

/**
 * Threads by which a dump of JDK 21 or later tells that virtual threads exist: carriers, and the JVM's own helpers for them. An idle
 * carrier looks like any other fork-join worker, so that its name is enough to look.
 */
const signs = /^ {3}(?:Carrying|Mounted) virtual thread #|^"(?:VirtualThread-un|ForkJoinPool-\d+-worker-)/m;

/** Whether a thread dump (HotSpot's text) is of a JVM that may use virtual threads. */
export const hintsAtVirtualThreads = (dump: Uint8Array): boolean => {
  const decoder = new TextDecoder();
  const release = Number(banner.exec(decoder.decode(dump.subarray(0, bannerBytes)))?.[1] ?? 0);
  return release >= 21 && signs.test(decoder.decode(dump));
};
