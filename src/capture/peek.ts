/** The stream again, whole, and its first bytes: `length` of them, or all there are. */
export const peek = async (
  chunks: AsyncIterable<Uint8Array>,
  length: number,
): Promise<{ readonly head: Uint8Array; readonly all: AsyncIterable<Uint8Array> }> => {
  const iterator = chunks[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let have = 0;
  while (have < length) {
    const next = await iterator.next();
    if (next.done === true) break;
    first.push(next.value);
    have += next.value.byteLength;
  }
  const head = Buffer.concat(first);
  const all = async function* () {
    yield head;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  };
  return { head, all: all() };
};
