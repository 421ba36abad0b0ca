import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Config, run } from '@oclif/core';
import { ignoreClosedPipe, wantsJson } from './app/streams.ts';
import { reportFailure } from './command-failure.ts';
import { commandFirst, unknownCommand } from './command-line.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

ignoreClosedPipe(process.stdout);
ignoreClosedPipe(process.stderr);

const argv = commandFirst(process.argv.slice(2));
process.on('uncaughtException', (error) => {
  reportFailure(error, wantsJson(argv));
  process.exit();
});

try {
  const config = await Config.load({ root });
  const unknown = unknownCommand(argv, config.commandIDs);
  if (unknown !== undefined) throw unknown;
  await run(argv, config);
} catch (error) {
  reportFailure(error, wantsJson(argv));
}
