/** `HTTP/1.1 200`, `HTTP/2 200 OK`: the first line `curl -i` prints before the body. */
const statusLine = /^HTTP\/\d(?:\.\d)? (\d{3})/;
const headerLine = /^[!#$%&'*+.^_`|~\w-]+:(?: |$)/;

/** What stands before the body when it was saved with its headers. */
export type HttpHead = {
  /** Takes a line from around the documents. False: it is no header. */
  readonly take: (line: string) => boolean;
  readonly status: () => number | undefined;
  /** Epoch ms of the `Date` header: when the answer was made. */
  readonly dateMs: () => number | undefined;
};

export const httpHead = (): HttpHead => {
  let status: number | undefined;
  let dateMs: number | undefined;
  return {
    take: (line) => {
      const found = statusLine.exec(line);
      if (found !== null) {
        status = Number(found[1]);
        dateMs = undefined;
        return true;
      }
      if (status === undefined || !headerLine.test(line)) return false;
      if (/^date:/i.test(line)) {
        const ms = Date.parse(line.slice(5).trim());
        if (!Number.isNaN(ms)) dateMs = ms;
      }
      return true;
    },
    status: () => status,
    dateMs: () => dateMs,
  };
};
