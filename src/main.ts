import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Config, type Interfaces, run } from '@oclif/core';
import packageJson from '../package.json' with { type: 'json' };
import { ignoreClosedPipe, stdoutFailure, wantsJson } from './app/streams.ts';
import { reportFailure } from './command-failure.ts';
import { commandFirst, unknownCommand, valuedFlags } from './command-line.ts';

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

let argv = process.argv.slice(2);
process.on('uncaughtException', (error) => {
  // Only writes to stdout and stderr are awaited by nobody. A document about stdout would not get out there either.
  const unwritable = stdoutFailure(error);
  reportFailure(unwritable ?? error, unwritable === undefined && wantsJson(argv));
  process.exit();
});

const main = async (): Promise<void> => {
  try {
    const config = await Config.load(configOptions(argv));
    argv = commandFirst(argv, valuedFlags(config.commands));
    const unknown = unknownCommand(argv, config.commandIDs);
    if (unknown !== undefined) throw unknown;
    await run(argv, config);
  } catch (error) {
    reportFailure(error, wantsJson(argv));
  }
};

void main();
