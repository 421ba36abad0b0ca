import type { Renderer } from '../model/renderer.ts';
import { escapeUnicode, hasDangerous } from './text/ascii.ts';

/** The JSON report as YAML. Strings that could act on a terminal are double-quoted and escaped; equal parts are written out, no aliases. */
const yaml: Renderer = {
  format: 'yaml',
  render: async (report) => {
    const { Document, Scalar, visit } = await import('yaml');
    const document = new Document(JSON.parse(JSON.stringify(report)), { aliasDuplicateObjects: false });
    visit(document, {
      Scalar: (_, node) => {
        if (typeof node.value === 'string' && hasDangerous(node.value)) node.type = Scalar.QUOTE_DOUBLE;
      },
    });
    return escapeUnicode(document.toString({ lineWidth: 0 }));
  },
};

export default yaml;
