const primitives: Readonly<Record<string, string>> = {
  B: 'byte',
  C: 'char',
  D: 'double',
  F: 'float',
  I: 'int',
  J: 'long',
  S: 'short',
  Z: 'boolean',
};

/** `[[Ljava.lang.String;` -> `java.lang.String[][]`, `[B` -> `byte[]` (JVM specification 4.3.2); other names as they are. */
export const javaName = (name: string): string => {
  let depth = 0;
  while (name.charCodeAt(depth) === 91) depth++;
  if (depth === 0) return name;
  const rest = name.slice(depth);
  const element = rest.startsWith('L') && rest.endsWith(';') ? rest.slice(1, -1) : primitives[rest];
  return element === undefined ? name : element + '[]'.repeat(depth);
};
