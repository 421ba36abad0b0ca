/**
 * Where each character of a scalar's value stands in the YAML source: quotes, escapes, indentation and folded line
 * breaks make the two differ. Answers one more offset than the value has characters, the last one its end.
 * Only carets rest on this: where an exotic escape defeats it, the nearest place after is given.
 */
export const sourceOffsets = (source: string, start: number, end: number, value: string): readonly number[] => {
  const offsets: number[] = [];
  let at = start;
  const isSpace = (char: string | undefined): boolean => char !== undefined && /\s/.test(char);
  if (value !== source.slice(start, start + value.length)) {
    const opening = /^(["']|[|>][-+\d]*[^\n]*\n)/.exec(source.slice(start, end));
    if (opening) at += opening[0].length;
  }
  for (const unit of value.split('')) {
    if (isSpace(unit)) {
      if (!isSpace(source[at]) && source[at] !== '\\') {
        offsets.push(Math.min(at, end));
        continue;
      }
      offsets.push(at);
      if (source[at] === '\\') at += 2;
      else if (source[at] === '\n' || source[at] === '\r') while (at < end && isSpace(source[at])) at++;
      else at++;
      continue;
    }
    let next = at;
    while (next < end && source[next] !== unit) next++;
    if (next < end) at = next;
    offsets.push(Math.min(at, end));
    if (next < end) at++;
  }
  offsets.push(Math.min(at, end));
  return offsets;
};
