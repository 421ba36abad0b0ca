import type { FactType } from '../../model/fact.ts';
import { checkCondition } from '../cel/check.ts';
import { type Each, matchEach } from '../each.ts';
import { defaultFormatter, formatters } from '../format/formatters.ts';
import { nameOfType, resolvePath, type Scope, withName } from '../scope.ts';
import { suggestion } from '../suggestion.ts';
import { parseTemplate } from '../template.ts';
import type { LocatedText } from '../yaml/read.ts';

/** The names a text may use, and the paths that texts did use. */
export type Context = { readonly scope: Scope; readonly used: Set<string> };

const withItem = (context: Context, name: string, type: FactType | undefined): Context => ({
  ...context,
  scope: withName(context.scope, name, type),
});

export const checkWhen = (text: LocatedText | undefined, { scope, used }: Context): string | undefined => {
  if (!text) return undefined;
  checkCondition(text, scope, used);
  return text.text;
};

/** The type of a path; undefined after saying why there is none. `offset` is where the path starts in the text. */
const checkPath = (text: LocatedText, path: string, offset: number, context: Context): FactType | undefined => {
  const resolved = resolvePath(context.scope, path);
  if ('message' in resolved) {
    text.report(resolved.message, offset + resolved.start, offset + resolved.end);
    return undefined;
  }
  if (resolved.type) context.used.add(path);
  return resolved.type;
};

/** A text that holds nothing but a path. */
export const checkWholePath = (text: LocatedText, context: Context): FactType | undefined =>
  checkPath(text, text.text.trim(), text.text.length - text.text.trimStart().length, context);

/** Names the CEL library or the rules themselves have a use for. */
const reservedNames =
  'params as break const continue else for function if import let loop package namespace return var void while in true false null bool bytes double int list map string type uint dyn'.split(
    ' ',
  );

/** Says what is wrong with the name of the items and answers whether something is. */
const mistakeOfEach = (text: LocatedText, each: Each, context: Context): boolean => {
  const nameAt = text.text.lastIndexOf(each.as);
  const report = (message: string): true => {
    text.report(message, nameAt, nameAt + each.as.length);
    return true;
  };
  if (context.scope.has(each.as)) return report(`${each.as} already means something: choose another name`);
  return reservedNames.includes(each.as) && report(`${each.as} is a reserved word: choose another name`);
};

/**
 * `threads.deadlocks as cycle`, and the context in which `cycle` has the type of the items. Where the list is a mistake
 * the name is known all the same, so that what uses it is not reported too.
 */
export const checkEach = (text: LocatedText, context: Context): { readonly each?: Each; readonly context: Context } => {
  const each = matchEach(text.text);
  if (!each) {
    text.report('write <list> as <name>, for example threads.deadlocks as cycle');
    const name = /\bas\s+(\w+)/.exec(text.text)?.[1];
    return { context: name === undefined ? context : withItem(context, name, undefined) };
  }
  if (mistakeOfEach(text, each, context)) return { context: withItem(context, each.as, undefined) };
  const at = text.text.indexOf(each.list);
  const type = checkPath(text, each.list, at, context);
  if (type && type.type !== 'list') {
    text.report(`${each.list} is ${nameOfType(type)}, not a list`, at, at + each.list.length);
  }
  return { each, context: withItem(context, each.as, type?.type === 'list' ? type.items : undefined) };
};

/** Checks every hole of a template: the path is known and can be printed that way. Answers the text. */
export const checkTemplate = (text: LocatedText, context: Context): string => {
  const { parts, mistakes } = parseTemplate(text.text);
  for (const { message, start, end } of mistakes) text.report(message, start, end);
  for (const part of parts) {
    if (typeof part === 'string') continue;
    const { path, pathStart, formatter, formatterStart = pathStart } = part;
    const type = checkPath(text, path, pathStart, context);
    const use = formatter === undefined ? undefined : formatters.get(formatter);
    const formatterEnd = formatterStart + (formatter?.length ?? 0);
    if (formatter !== undefined && !use) {
      text.report(
        `unknown formatter ${formatter}${suggestion(formatter, [...formatters.keys()])}`,
        formatterStart,
        formatterEnd,
      );
    } else if (type && use && !use.fits(type)) {
      const what = type.type === 'number' ? `a number in ${type.unit}` : nameOfType(type);
      text.report(`formatter ${formatter} prints ${use.prints}; ${path} is ${what}`, formatterStart, formatterEnd);
    } else if (type && !use && !defaultFormatter(type)) {
      const hint =
        type.type === 'list' ? ': repeat the line with each' : type.type === 'source' ? ': cite it with source' : '';
      text.report(`${path} is ${nameOfType(type)} and cannot be printed${hint}`, pathStart, pathStart + path.length);
    }
  }
  return text.text;
};
