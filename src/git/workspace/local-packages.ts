import { copyFile, mkdir, readdir, realpath, symlink } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** A package of the repository itself that a dependency folder points to, as monorepos do. */
export interface LocalPackage {
  /** Name in the dependency folder, such as `@scope/name`. */
  name: string;
  /** Folder of its sources, relative to the top. */
  source: string;
}

/** Packages in a dependency folder that are links to sources in the work tree `home`. */
export async function listLocalPackages(home: string, folder: string): Promise<LocalPackage[]> {
  const links = (await listEntries(folder)).filter(({ isLink }) => isLink);
  const found = await Promise.all(
    links.map(async ({ name }) => {
      const target = await realpath(join(folder, name)).catch(() => undefined);
      return target === undefined ? [] : describe(home, name, target);
    }),
  );
  return found.flat();
}

/**
 * Fills the folder `folder` of the workspace at `top` with a link for each entry of the same folder at home. Local
 * packages point to the sources in the workspace, so that its tests see its own changes.
 */
export async function linkPackages(
  home: string,
  top: string,
  folder: string,
  local: readonly LocalPackage[],
): Promise<void> {
  const sources = new Map(local.map(({ name, source }) => [name, join(top, source)]));
  for (const { name, isNote } of await listEntries(join(home, folder))) {
    const place = join(top, folder, name);
    if (name.includes('/')) await mkdir(join(place, '..'), { recursive: true });
    if (isNote) await copyFile(join(home, folder, name), place);
    else await symlink(sources.get(name) ?? join(home, folder, name), place);
  }
}

/**
 * By these, npm, pnpm and bun would take the packages of the workspace for an installation of their own, and clear or
 * complete it through the links. Packages find what they need in the stores at home.
 */
const OF_THE_INSTALLATION = /^\.(package-lock\.json|modules\.yaml|pnpm-workspace-state.*|pnpm|bun)$/;

interface Entry {
  name: string;
  isLink: boolean;
  /** A file that a package manager keeps here, such as yarn, which runs nothing without it. */
  isNote: boolean;
}

/** Entries to share of a dependency folder, those of scopes (`@scope/name`) and of `.bin` one by one. */
async function listEntries(folder: string): Promise<Entry[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const nested = await Promise.all(
    entries.map(async (entry): Promise<Entry[]> => {
      if (OF_THE_INSTALLATION.test(entry.name)) return [];
      const hasEntries = entry.isDirectory() && (entry.name.startsWith('@') || entry.name === '.bin');
      if (!hasEntries) {
        const isNote = entry.isFile() && entry.name.startsWith('.');
        return [{ name: entry.name, isLink: entry.isSymbolicLink(), isNote }];
      }
      const inner = await readdir(join(folder, entry.name), { withFileTypes: true });
      return inner.map((one) => ({
        name: `${entry.name}/${one.name}`,
        isLink: one.isSymbolicLink(),
        isNote: false,
      }));
    }),
  );
  return nested.flat();
}

function describe(home: string, name: string, target: string): LocalPackage[] {
  const source = relative(home, target);
  const outside = source === '' || source.startsWith('..');
  return outside || source.split(sep).includes('node_modules') ? [] : [{ name, source }];
}
