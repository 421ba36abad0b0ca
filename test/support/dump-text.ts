/** A whole thread dump, as jstack of JDK 17 writes it, of threads that sleep. */
export const dumpText = (names: readonly string[]): string =>
  [
    '2026-11-20 10:00:00',
    'Full thread dump OpenJDK 64-Bit Server VM (17.0.15+6 mixed mode):',
    '',
    ...names.flatMap((name, index) => [
      `"${name}" #${index + 1} prio=5 os_prio=0 cpu=1.00ms elapsed=900.00s tid=0x00007f000000${1000 + index} nid=0x${(100 + index).toString(16)} waiting on condition  [0x00007f0000001000]`,
      '   java.lang.Thread.State: TIMED_WAITING (sleeping)',
      '\tat java.lang.Thread.sleep(java.base@17.0.15/Native Method)',
      '\tat com.acme.Main.main(Main.java:5)',
      '',
    ]),
    'JNI global refs: 10, weak refs: 0',
    '',
    '',
  ].join('\n');
