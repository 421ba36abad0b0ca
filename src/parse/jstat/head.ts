/** Every column of jstat's options about collections. Source: jstat_options of JDK 7 to 27. */
const names = new Set(
  (
    'Timestamp S0 S1 E O P M CCS YGC YGCT FGC FGCT CGC CGCT GCT LGCC GCC ' +
    'S0C S1C S0U S1U EC EU OC OU PC PU MC MU CCSC CCSU TT MTT DSS ' +
    'NGCMN NGCMX NGC OGCMN OGCMX OGC PGCMN PGCMX PGC MCMN MCMX CCSMN CCSMX'
  ).split(' '),
);

/** Without these a line of figures says nothing of collections. */
const telling = ['YGC', 'FGC', 'GCT', 'GC'];

/** The names in a head line; undefined when it is none. */
export const headOf = (line: string): readonly string[] | undefined => {
  const words = line.trim().split(/\s+/);
  if (words.length < 4 || !words.every((word) => names.has(word))) return undefined;
  return telling.some((name) => words.includes(name)) ? words : undefined;
};

export const isHeadLine = (line: string): boolean => line.length < 500 && headOf(line) !== undefined;
