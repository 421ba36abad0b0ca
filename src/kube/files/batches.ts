/** Below what the kernel and the API server take as arguments of one command. */
const argumentBytes = 24 * 1024;

/** Groups of paths that fit into one command. */
export const batches = (paths: readonly string[]): readonly (readonly string[])[] => {
  const all: string[][] = [[]];
  let bytes = 0;
  for (const path of paths) {
    bytes += path.length + 3;
    if (bytes > argumentBytes) {
      all.push([]);
      bytes = path.length;
    }
    all.at(-1)?.push(path);
  }
  return all.filter((batch) => batch.length > 0);
};
