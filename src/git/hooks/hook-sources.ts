import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The shell files that planex comes with, as text. */
export interface HookSources {
  /** Template of every installed hook. */
  installed: string;
  /** Stand as they are beside the installed hooks, by name. */
  parts: Readonly<Record<string, string>>;
}

const PARTS = ['guard.sh', 'moves.sh'];

/** Reads the shell files from the folder `hooks` of the package, wherever the bundle has put this file. */
export function readHookSources(): HookSources {
  const folder = findFolder(dirname(fileURLToPath(import.meta.url)));
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  return {
    installed: read('installed.sh'),
    parts: Object.fromEntries(PARTS.map((name) => [name, read(name)])),
  };
}

function findFolder(from: string): string {
  const folder = join(from, 'hooks');
  if (existsSync(join(folder, 'installed.sh'))) return folder;
  const above = dirname(from);
  if (above === from) throw new Error('the hooks that come with planex are missing');
  return findFolder(above);
}
