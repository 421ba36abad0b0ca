import { defaultFormatter, formatters } from '../format/formatters.ts';
import type { Lang } from '../format/language.ts';
import { unknownWord } from '../format/text.ts';
import { type Hole, parseTemplate, type Template } from '../template.ts';
import { type Names, readPath } from './names.ts';
import { FactFault } from './subject-facts.ts';

/** A filled template. `missing`: at least one value could not be known and reads `unknown`. */
export type Filled = {
  readonly text: string;
  readonly values: Readonly<Record<string, string | number | boolean>>;
  readonly missing: boolean;
  readonly faults: readonly FactFault[];
};

type Piece = {
  readonly text: string;
  readonly value?: string | number | boolean;
  readonly problem?: 'missing' | FactFault;
};

const fillHole = ({ path, formatter }: Hole, names: Names, lang: Lang): Piece => {
  const reading = readPath(names, path);
  if (reading.kind === 'missing') return { text: unknownWord[lang], problem: 'missing' };
  if (reading.kind === 'fault') return { text: unknownWord[lang], problem: reading.fault };
  const { value, type } = reading;
  const use = formatter === undefined ? defaultFormatter(type) : formatters.get(formatter);
  if (!use?.fits(type)) return { text: unknownWord[lang], problem: new FactFault(`${path} cannot be printed`) };
  const text = use.format(value, lang);
  return { text, value: typeof value === 'object' ? text : (value as string | number | boolean) };
};

const parsed = new Map<string, Template>();

/** Parsed once per text: the texts are those of the rules, so there are few. */
const templateOf = (text: string): Template => {
  const known = parsed.get(text) ?? parseTemplate(text);
  parsed.set(text, known);
  return known;
};

export const fill = (template: string, names: Names, lang: Lang): Filled => {
  const values: Record<string, string | number | boolean> = {};
  const faults: FactFault[] = [];
  let missing = false;
  let text = '';
  for (const part of templateOf(template).parts) {
    if (typeof part === 'string') {
      text += part;
      continue;
    }
    const piece = fillHole(part, names, lang);
    text += piece.text;
    if (piece.value !== undefined) values[part.path] = piece.value;
    if (piece.problem === 'missing') missing = true;
    else if (piece.problem) faults.push(piece.problem);
  }
  return { text, values, missing, faults };
};
