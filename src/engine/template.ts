/** A hole of a template: the path and how to print it. Offsets of path and formatter are into the template's text. */
export type Hole = {
  readonly path: string;
  readonly pathStart: number;
  readonly formatter?: string;
  readonly formatterStart?: number;
};

export type Template = {
  readonly parts: readonly (string | Hole)[];
  readonly mistakes: readonly { readonly message: string; readonly start: number; readonly end: number }[];
};

/** Reads `words {{path | formatter}} words`. A brace pair that is not closed is a mistake; single braces are text. */
export const parseTemplate = (text: string): Template => {
  const parts: (string | Hole)[] = [];
  const mistakes: { message: string; start: number; end: number }[] = [];
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf('{{', at);
    const stray = text.indexOf('}}', at);
    if (stray >= 0 && (open < 0 || stray < open))
      mistakes.push({ message: '}} without {{', start: stray, end: stray + 2 });
    if (open < 0) break;
    const close = text.indexOf('}}', open);
    const nested = text.indexOf('{{', open + 2);
    if (close < 0 || (nested >= 0 && nested < close)) {
      mistakes.push({ message: '{{ is not closed by }}', start: open, end: open + 2 });
      at = nested >= 0 ? nested : text.length;
      continue;
    }
    if (open > at) parts.push(text.slice(at, open));
    at = close + 2;
    const inside = text.slice(open + 2, close);
    const match = /^\s*([A-Za-z_][\w.]*)\s*(?:\|\s*([A-Za-z-]+)\s*)?$/.exec(inside);
    if (!match?.[1]) {
      mistakes.push({ message: 'write {{path}} or {{path | formatter}}', start: open, end: at });
      continue;
    }
    const [, path, formatter] = match;
    const pathStart = open + 2 + inside.indexOf(path);
    const bar = inside.indexOf('|');
    parts.push({
      path,
      pathStart,
      ...(formatter === undefined ? {} : { formatter, formatterStart: open + 2 + inside.indexOf(formatter, bar) }),
    });
  }
  if (at < text.length) parts.push(text.slice(at));
  return { parts, mistakes };
};
