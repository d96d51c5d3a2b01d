import { dirname, join } from 'node:path';
import { readRegularFile } from '../../read-regular-file.ts';

/** Names of the folders that a package manager fills, and of the files that say with what. */
const ECOSYSTEMS = [
  {
    folders: ['node_modules'],
    locks: [
      'package-lock.json',
      'npm-shrinkwrap.json',
      'pnpm-lock.yaml',
      'yarn.lock',
      'bun.lock',
      'bun.lockb',
    ],
  },
  { folders: ['.venv', 'venv'], locks: ['poetry.lock', 'uv.lock', 'requirements.txt', 'Pipfile.lock'] },
] as const;

/** Names of dependency folders. */
export const DEPENDENCY_FOLDERS: readonly string[] = ECOSYSTEMS.flatMap(({ folders }) => folders);

/**
 * Whether a dependency folder, given relative to the top, was made from the same lock files in both trees: those in
 * the nearest folder above it that has any in either tree. True when there are none at all.
 */
export async function haveSameLocks(home: string, workspace: string, folder: string): Promise<boolean> {
  const locks = ECOSYSTEMS.find(({ folders }) =>
    folders.some((name) => `/${folder}`.endsWith(`/${name}`)),
  )?.locks;
  for (let above = dirname(folder); ; above = dirname(above)) {
    const pairs = await Promise.all(
      (locks ?? []).map((lock) => readPair(home, workspace, join(above, lock))),
    );
    const found = pairs.filter(([here, there]) => here !== undefined || there !== undefined);
    if (found.length > 0)
      return found.every(([here, there]) => here !== undefined && there?.equals(here) === true);
    if (above === '.') return true;
  }
}

/** Whether a lock file at the top of `workspace` asks for a dependency folder of which `linked` has none. */
export async function lacksDependencies(workspace: string, linked: readonly string[]): Promise<boolean> {
  for (const { folders, locks } of ECOSYSTEMS) {
    if (folders.some((folder) => linked.includes(folder))) continue;
    const found = await Promise.all(locks.map((lock) => readIfThere(join(workspace, lock))));
    if (found.some((bytes) => bytes !== undefined)) return true;
  }
  return false;
}

async function readPair(home: string, workspace: string, path: string): Promise<(Buffer | undefined)[]> {
  return Promise.all([readIfThere(join(home, path)), readIfThere(join(workspace, path))]);
}

function readIfThere(path: string): Promise<Buffer | undefined> {
  return readRegularFile(path).catch(() => undefined);
}
