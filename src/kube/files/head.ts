/** The output of `head -v`: each file behind a header `==> PATH <==`. */

const headerOf = (path: string): Buffer => Buffer.from(`==> ${path} <==\n`);

/** Splits `head -v` output at the headers of the paths, in their order. `undefined`: a path without a header. */
export const sections = (output: Buffer, paths: readonly string[]): readonly (Buffer | undefined)[] => {
  const starts: { readonly index: number; readonly at: number; readonly body: number }[] = [];
  let from = 0;
  for (const [index, path] of paths.entries()) {
    const header = headerOf(path);
    const first = starts.length === 0;
    const at = first && output.subarray(0, header.length).equals(header) ? 0 : output.indexOf(`\n${header}`, from);
    if (at < 0) continue;
    const body = at + header.length + (at === 0 && first ? 0 : 1);
    starts.push({ index, at, body });
    // The line end before the next header is a byte of its own, also after an empty file.
    from = body;
  }
  const found: (Buffer | undefined)[] = paths.map(() => undefined);
  for (const [order, { index, body }] of starts.entries()) {
    found[index] = output.subarray(body, starts[order + 1]?.at ?? output.length);
  }
  return found;
};

/** A file whose text looks like the header of another would shift what belongs to whom. */
export const isAmbiguous = (section: Buffer, paths: ReadonlySet<string>): boolean => {
  for (let at = section.indexOf('==> /'); at >= 0; at = section.indexOf('==> /', at + 1)) {
    const end = section.indexOf(' <==\n', at);
    if (end > 0 && paths.has(section.subarray(at + 4, end).toString())) return true;
  }
  return false;
};
