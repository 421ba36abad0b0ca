/** Line numbers of growing positions in a buffer whose front is dropped and whose end grows. */
export type LineCounter = {
  /** 1-based line of `position` in `buffer`; never less than one asked for before. */
  readonly lineAt: (buffer: string, position: number) => number;
  /** The first `chars` of the buffer, all counted already, are gone. */
  readonly drop: (chars: number) => void;
};

export const lineCounter = (): LineCounter => {
  let line = 1;
  /** The first line break not yet counted, or where to look for it. Each break is found once: a one-line file costs one search per block. */
  let next = 0;
  let found = false;
  return {
    lineAt: (buffer, position) => {
      for (;;) {
        if (!found) {
          const at = buffer.indexOf('\n', next);
          if (at === -1) {
            next = buffer.length;
            return line;
          }
          next = at;
          found = true;
        }
        if (next >= position) return line;
        line++;
        next++;
        found = false;
      }
    },
    drop: (chars) => {
      next -= chars;
    },
  };
};
