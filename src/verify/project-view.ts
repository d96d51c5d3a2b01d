import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../find-program.ts';
import { readRegularFileNow } from '../read-regular-file.ts';

/** What finding checks has to know of a project. Paths are relative to its top. */
export interface ProjectView {
  exists(path: string): boolean;
  /** The text of a file, or undefined when there is none to read. */
  read(path: string): string | undefined;
  /** Names of the entries of a folder; none when there is no such folder. */
  list(path: string): string[];
  /** True when the program is on the PATH. */
  hasProgram(name: string): boolean;
}

/** Looks at a real folder, with the PATH of the environment in which the checks will run. */
export function viewProject(folder: string, env: NodeJS.ProcessEnv): ProjectView {
  return {
    exists: (path) => existsSync(join(folder, path)),
    read: (path) => orElse(() => readRegularFileNow(join(folder, path)).toString('utf8'), undefined),
    list: (path) => orElse(() => readdirSync(join(folder, path)).sort(), []),
    hasProgram: (name) => findProgram(name, env) !== undefined,
  };
}

function orElse<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
