import type { Thread } from '../../model/thread-dump.ts';

/** A virtual thread that was mounted: `carrier` is the id of the platform thread that ran it. */
export type CarriedThread = { readonly carrier: number; readonly id: number | undefined };

/** The same threads; carriers say whom they carry. */
export const withCarried = (threads: readonly Thread[], carried: readonly CarriedThread[]): readonly Thread[] => {
  if (carried.length === 0) return threads;
  const byCarrier = new Map(carried.map(({ carrier, id }) => [carrier, id]));
  return threads.map((thread) => {
    const carrying = thread.id === undefined || thread.kind === 'virtual' ? undefined : byCarrier.get(thread.id);
    return carrying === undefined ? thread : { ...thread, carrying };
  });
};
