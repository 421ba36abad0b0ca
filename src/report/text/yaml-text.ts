import { Document, Scalar, visit } from 'yaml';
import { escapeUnicode, hasDangerous } from './ascii.ts';

/** Plain data as YAML. Strings that could act on a terminal are double-quoted and escaped; equal parts are written out, no aliases. */
export const yamlText = (value: unknown): string => {
  const document = new Document(JSON.parse(JSON.stringify(value)), { aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_, node) => {
      if (typeof node.value === 'string' && hasDangerous(node.value)) node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return escapeUnicode(document.toString({ lineWidth: 0 }));
};
