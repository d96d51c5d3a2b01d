import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../../src/find-program.ts';
import { makeFolder } from './repository.ts';

/** A folder for the PATH that has these programs and no others, as a graphical Git client may have. */
export function useOnlyPrograms(names: readonly string[]): string {
  const folder = makeFolder('planex-path-');
  for (const name of names) {
    const found = findProgram(name, process.env);
    if (found === undefined) throw new Error(`there is no ${name} on the PATH`);
    symlinkSync(found, join(folder, name));
  }
  return folder;
}
