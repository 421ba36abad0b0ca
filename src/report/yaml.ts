import type { Renderer } from '../model/renderer.ts';
import { yamlText } from './text/yaml-text.ts';

/** The JSON report as YAML. */
const yaml: Renderer = { format: 'yaml', render: yamlText };

export default yaml;
