/** Old comes down by that share of its capacity where it was collected; smaller dents are large objects that died. */
const leastFallShare = 0.01;

/**
 * Collections of old by what they leave, where the JVM counts none (the mixed ones of G1 on JDK 8, ZGC on JDK 11): old comes down only when it
 * was collected.
 */
export const falls = () => {
  let isFalling = false;
  let turn: number | undefined;

  return {
    /** True for the first reading of a fall: what was least before it was left by the collections before. Without a capacity of its own share. */
    next: (used: number, capacity: number | undefined): boolean => {
      turn = turn === undefined ? used : isFalling ? Math.min(turn, used) : Math.max(turn, used);
      const least = Math.max(Number.MIN_VALUE, leastFallShare * (capacity ?? turn));
      const away = isFalling ? used - turn : turn - used;
      if (away < least) return false;
      isFalling = !isFalling;
      turn = used;
      return isFalling;
    },
  };
};
