import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Config, type Interfaces, run } from '@oclif/core';
import packageJson from '../package.json' with { type: 'json' };
import { ignoreClosedPipe, wantsJson } from './app/streams.ts';
import { reportFailure } from './command-failure.ts';
import { commandFirst, unknownCommand } from './command-line.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

ignoreClosedPipe(process.stdout);
ignoreClosedPipe(process.stderr);

/** The plugins (help, shell completion) cost a fifth of the start-up: only loaded for what they do. */
const configOptions = (argv: readonly string[]) => {
  const pluginWords = ['help', 'autocomplete', '--help', '-h'];
  const needed = argv.length === 0 || argv.some((word) => pluginWords.includes(word));
  const { oclif } = packageJson;
  return needed ? { root } : { root, pjson: { ...packageJson, oclif: { ...oclif, plugins: [] } } as Interfaces.PJSON };
};

const argv = commandFirst(process.argv.slice(2));
process.on('uncaughtException', (error) => {
  reportFailure(error, wantsJson(argv));
  process.exit();
});

try {
  const config = await Config.load(configOptions(argv));
  const unknown = unknownCommand(argv, config.commandIDs);
  if (unknown !== undefined) throw unknown;
  await run(argv, config);
} catch (error) {
  reportFailure(error, wantsJson(argv));
}
