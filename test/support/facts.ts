import type { Evidence } from '../../src/model/evidence.ts';
import { type FactNamespace, MissingFact } from '../../src/model/fact.ts';

const step = (value: unknown, part: string): unknown => {
  if (value instanceof MissingFact) throw value;
  if (Array.isArray(value)) {
    const found = /^\d+$/.test(part)
      ? value[Number(part)]
      : value.find((item) => item?.name === part || item?.kind === part);
    if (found === undefined) throw new Error(`no item ${part} in a list of ${value.length}`);
    return found;
  }
  return (value as Record<string, unknown>)[part];
};

/** The value at a path of a namespace, `families/pool-#-thread-#/count`: list items by index, name or kind. Throws MissingFact. */
export const factAt = (namespace: FactNamespace, evidence: Evidence, path: string): unknown => {
  const [name, ...rest] = path.split('/') as [string, ...string[]];
  const fact = namespace.facts[name];
  if (fact === undefined) throw new Error(`${namespace.name} has no fact ${name}`);
  let value: unknown = fact.derive(evidence);
  for (const part of rest) value = step(value, part);
  if (value instanceof MissingFact) throw value;
  return value;
};

/** Why a fact is missing; undefined when it is there. */
export const missingReason = (namespace: FactNamespace, evidence: Evidence, path: string): string | undefined => {
  try {
    factAt(namespace, evidence, path);
    return undefined;
  } catch (error) {
    if (error instanceof MissingFact) return error.reason;
    throw error;
  }
};
