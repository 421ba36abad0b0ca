import type { Thread } from '../../model/thread-dump.ts';

/** How a person finds the thread in the dump: its name, or its number where it has none (virtual threads). */
export const threadLabel = ({ name, id, tid }: Thread): string => {
  if (name !== '') return name;
  return id === undefined ? (tid ?? 'unnamed') : `#${id}`;
};

/** A thread for the time of one JVM life; by its name alone where the dump has no ids. */
export const threadIdentity = ({ name, id, tid }: Thread): string => (id === undefined ? (tid ?? name) : `#${id}`);
