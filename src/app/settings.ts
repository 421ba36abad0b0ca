import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, relative } from 'node:path';
import type { Settings } from '../engine/settings.ts';
import { RequestError } from '../model/exit-code.ts';

const none: Settings = { rules: {} };
const projectFile = '.jdiag.yaml';

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** The nearest .jdiag.yaml from the working directory up to the git root; outside of a repository only the directory itself is asked. */
const findProjectFile = async (cwd: string): Promise<string | undefined> => {
  const folders: string[] = [];
  for (let folder = cwd; ; folder = dirname(folder)) {
    folders.push(folder);
    if (await exists(join(folder, '.git'))) break;
    if (dirname(folder) === folder) {
      folders.splice(1);
      break;
    }
  }
  for (const folder of folders) if (await exists(join(folder, projectFile))) return join(folder, projectFile);
  return undefined;
};

/** $XDG_CONFIG_HOME/jdiag/config.yaml, else ~/.config/jdiag/config.yaml (XDG base directory specification). */
export const userSettingsFile = (env: NodeJS.ProcessEnv): string => {
  const folder = env['XDG_CONFIG_HOME'];
  const base = folder !== undefined && isAbsolute(folder) ? folder : join(homedir(), '.config');
  return join(base, 'jdiag', 'config.yaml');
};

const readSettings = async (path: string, shown: string, owner: 'project' | 'user'): Promise<Settings> => {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw new RequestError('bad-config', `${shown} cannot be read: ${error.message}`);
  });
  if (text.trim() === '') return none;
  const { parseSettings } = await import('../engine/settings.ts');
  const { builtInRules } = await import('../generated/rules.ts');
  const parsed = parseSettings({ file: shown, text }, owner, builtInRules);
  if ('settings' in parsed) return parsed.settings;
  const { renderDiagnostic } = await import('../engine/diagnostic.ts');
  throw new RequestError(
    'bad-config',
    `${shown}: ${parsed.diagnostics.length} mistake(s)\n${parsed.diagnostics.map(renderDiagnostic).join('\n')}`,
    ['docs/configuration.md lists the keys'],
  );
};

const fromEnvironment = (env: NodeJS.ProcessEnv): Partial<Settings> => {
  const lang = env['JDIAG_LANG'];
  if (lang !== undefined && lang !== '' && lang !== 'en' && lang !== 'ko') {
    throw new RequestError('bad-config', `JDIAG_LANG is "${lang}"`, ['it takes en or ko']);
  }
  const packages = env['JDIAG_APP_PACKAGES'];
  const target = env['JDIAG_TARGET'];
  return {
    ...(lang === 'en' || lang === 'ko' ? { lang } : {}),
    ...(packages === undefined || packages === '' ? {} : { appPackages: packages.split(',').map((p) => p.trim()) }),
    ...(target === undefined || target === '' ? {} : { target }),
  };
};

/** Environment over project over user; a flag is over all of them. Throws RequestError with every mistake, line and caret. */
export const loadSettings = async (cwd: string, env: NodeJS.ProcessEnv): Promise<Settings> => {
  const userFile = userSettingsFile(env);
  const projectPath = await findProjectFile(cwd);
  const user = (await exists(userFile)) ? await readSettings(userFile, userFile, 'user') : none;
  if (projectPath === undefined) return { ...user, ...fromEnvironment(env) };
  const project = await readSettings(projectPath, relative(cwd, projectPath), 'project');
  const { mergeSettings } = await import('../engine/settings.ts');
  return { ...mergeSettings(project, user), ...fromEnvironment(env) };
};

let loaded: Promise<Settings> | undefined;

/** The configuration of this run, read once. */
export const settings = (): Promise<Settings> => {
  loaded ??= loadSettings(process.cwd(), process.env);
  return loaded;
};
