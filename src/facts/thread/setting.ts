import type { Evidence } from '../../model/evidence.ts';
import { ownContainer } from '../container/pod.ts';
import { commandLine, propertyOf } from './command-line.ts';

/** Spring Boot's relaxed binding and MicroProfile Config: dots become underscores, dashes do or go. */
const variablesOf = (property: string): readonly string[] => {
  const upper = property.replace(/[.[\]]/g, '_').toUpperCase();
  return [upper.replaceAll('-', '_'), upper.replaceAll('-', '')];
};

/**
 * The first of these settings that is a whole number above 0, and where it stands: a property of the command line, else a variable in the
 * container's spec. Undefined: neither says so; a configuration file in the image may.
 */
export const settingOf = (
  evidence: Evidence,
  properties: readonly string[],
): { readonly value: number; readonly from: string } | undefined => {
  const words = commandLine(evidence);
  for (const property of properties) {
    const text = propertyOf(words, [property]);
    if (text !== undefined && /^\d{1,6}$/.test(text) && Number(text) > 0)
      return { value: Number(text), from: property };
  }
  const sizes = ownContainer(evidence)?.sizes ?? {};
  const name = properties.flatMap(variablesOf).find((variable) => (sizes[variable] ?? 0) > 0);
  return name === undefined ? undefined : { value: sizes[name] as number, from: name };
};
