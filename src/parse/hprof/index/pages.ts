/**
 * Which addresses hold an object: a bitmap in pages made on demand, and from it the numbers of the objects in the order of their addresses
 * (rank). No sorting, no hash of objects: 2 bytes each. A slot is an address without its alignment bits, a page 2^16 slots.
 */
export const slotsPerPage = 1 << 16;
const wordsPerPage = slotsPerPage / 32;

export type PageMap = {
  /** The bits of the page with this key; made when it is the first time. */
  page(key: number): Int32Array;
  readonly pages: ReadonlyMap<number, Int32Array>;
  readonly shift: number;
  /** Forgets all pages. */
  release(): void;
};

/**
 * A page's key: `(high << (16 - shift)) | (low >>> (16 + shift))`; unique below 2^51 (shift 3), which no heap reaches (user space ends
 * at 2^47, with five-level page tables at 2^56, which HotSpot does not use).
 */
export const pageMap = (shift: number): PageMap => {
  const pages = new Map<number, Int32Array>();
  let slab = new Int32Array(0);
  return {
    pages,
    shift,
    release() {
      pages.clear();
      slab = new Int32Array(0);
    },
    page(key) {
      const known = pages.get(key);
      if (known !== undefined) return known;
      if (slab.length === 0) slab = new Int32Array(wordsPerPage * 64);
      const page = slab.subarray(0, wordsPerPage);
      slab = slab.subarray(wordsPerPage);
      pages.set(key, page);
      return page;
    },
  };
};

export const popCount = (bits: number): number => {
  let v = bits - ((bits >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
};

/**
 * The numbering. `words` holds pairs [bits, objects before them], one page after the other by address; `keys` and `starts` lead from
 * `key & mask` to a page without collisions. Hot loops read these arrays themselves (see `numberAt`).
 */
export type Numbering = {
  readonly count: number;
  /** Pages of objects so far from all others that they could not be numbered: damage. */
  readonly left: number;
  readonly shift: number;
  readonly words: Int32Array;
  readonly keys: Int32Array;
  readonly starts: Int32Array;
  readonly mask: number;
  readonly numberAt: (high: number, low: number) => number;
  /** The address of an object as an exact double. */
  readonly addressOf: (object: number) => number;
};

/** Largest table: 2 TiB of addresses side by side. */
const largestDirectory = 1 << 22;

type Page = readonly [key: number, bits: Int32Array];

/** The smallest table in which no two pages meet: pages of one heap lie side by side. Where none is large enough pages are left out. */
const directory = (pages: readonly Page[]): { readonly size: number; readonly kept: readonly Page[] } => {
  for (let size = 1024; ; size *= 2) {
    const taken = new Map<number, Page>();
    for (const page of pages) {
      const before = taken.get(page[0] & (size - 1));
      if (before === undefined || objectsIn(page) > objectsIn(before)) taken.set(page[0] & (size - 1), page);
    }
    if (taken.size === pages.length) return { size, kept: pages };
    if (size >= largestDirectory)
      return { size, kept: pages.filter((page) => taken.get(page[0] & (size - 1)) === page) };
  }
};

const objectsIn = ([, bits]: Page): number => bits.reduce((sum, each) => sum + popCount(each), 0);

/** Makes arrays of words; see kernel/graph.ts. */
type Words = (length: number) => Int32Array;

/** Takes the bitmap's pages apart. `words`: where the large array is to lie. */
export const numbering = (
  { pages, shift }: PageMap,
  newWords: Words = (length) => new Int32Array(length),
): Numbering => {
  const marked = [...pages]
    .filter(([, bits]) => bits.some((each) => each !== 0))
    .sort(([a], [b]) => (a >>> 0) - (b >>> 0));
  const { size, kept: used } = directory(marked);
  const mask = size - 1;
  const words = newWords(used.length * wordsPerPage * 2);
  const keys = newWords(size);
  const starts = newWords(size).fill(-1);
  const firsts = new Int32Array(used.length);
  const bases = new Float64Array(used.length);
  let count = 0;
  let at = 0;
  used.forEach(([key, bits], ordinal) => {
    keys[key & mask] = key;
    starts[key & mask] = at;
    firsts[ordinal] = count;
    bases[ordinal] = (key >>> 0) * slotsPerPage * 2 ** shift;
    for (let i = 0; i < wordsPerPage; i++) {
      const each = bits[i] as number;
      words[at] = each;
      words[at + 1] = count;
      if (each !== 0) count += popCount(each);
      at += 2;
    }
  });
  return {
    count,
    left: used.length === marked.length ? 0 : marked.length - used.length,
    shift,
    words,
    keys,
    starts,
    mask,
    numberAt(high, low) {
      const key = (high << (16 - shift)) | (low >>> (16 + shift));
      const start = starts[key & mask] as number;
      if (start < 0 || keys[key & mask] !== key) return -1;
      const slot = (low >>> shift) & 0xffff;
      const pair = start + ((slot >>> 5) << 1);
      const bits = words[pair] as number;
      if (((bits >>> slot) & 1) === 0) return -1;
      return (words[pair + 1] as number) + popCount(bits & ~(-1 << slot));
    },
    addressOf(object) {
      let low = 0;
      let high = firsts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >>> 1;
        if ((firsts[middle] as number) <= object) low = middle;
        else high = middle - 1;
      }
      const page = low;
      let first = page * wordsPerPage;
      let last = first + wordsPerPage - 1;
      while (first < last) {
        const middle = (first + last + 1) >>> 1;
        if ((words[middle * 2 + 1] as number) <= object) first = middle;
        else last = middle - 1;
      }
      let left = object - (words[first * 2 + 1] as number);
      const bits = words[first * 2] as number;
      let bit = 0;
      for (; bit < 32; bit++) if (((bits >>> bit) & 1) === 1 && left-- === 0) break;
      return (bases[page] as number) + ((first - page * wordsPerPage) * 32 + bit) * 2 ** shift;
    },
  };
};
