import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

/** The absolute path of a program that can be run, or undefined. A bare name is looked for in the folders of `env.PATH`. */
export function findProgram(name: string, env: NodeJS.ProcessEnv, base = '/'): string | undefined {
  const located = locateProgram(name, env, base);
  if (located.includes('/')) return isProgram(located) ? located : undefined;
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => resolve(base, folder, name)).find(isProgram);
}

/** The absolute path that a name with a slash stands for: relative to `base`, `~/` from HOME. Bare names stay. */
export function locateProgram(name: string, env: NodeJS.ProcessEnv, base: string): string {
  if (name.startsWith('~/')) return join(env['HOME'] ?? base, name.slice(2));
  return name.includes('/') ? resolve(base, name) : name;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
