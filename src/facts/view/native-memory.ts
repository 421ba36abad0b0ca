import type { View } from '../../model/view.ts';

/** The newest answer of native memory tracking. */
const nativeMemory: View<'nativeMemory'> = {
  name: 'nativeMemory',
  entries: ({ models }, subject) => {
    const newest = models['native-memory']?.readings.at(-1);
    if (newest === undefined) return [];
    const { artifactId, reservedBytes, committedBytes, changeBytes = null, categories } = newest;
    return [
      {
        subject,
        artifact: artifactId,
        reservedBytes,
        committedBytes,
        changeBytes,
        categories: categories
          .toSorted((a, b) => b.committedBytes - a.committedBytes)
          .map((one) => ({
            name: one.name,
            reservedBytes: one.reservedBytes,
            committedBytes: one.committedBytes,
            changeBytes: one.changeBytes ?? null,
          })),
      },
    ];
  },
};

export default nativeMemory;
