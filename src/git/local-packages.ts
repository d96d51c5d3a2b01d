import { mkdir, readdir, realpath, symlink } from 'node:fs/promises';
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
  for (const { name } of await listEntries(join(home, folder))) {
    const place = join(top, folder, name);
    if (name.includes('/')) await mkdir(join(place, '..'), { recursive: true });
    await symlink(sources.get(name) ?? join(home, folder, name), place);
  }
}

/** Entries of a dependency folder, those of scopes (`@scope/name`) one by one. */
async function listEntries(folder: string): Promise<{ name: string; isLink: boolean }[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const nested = await Promise.all(
    entries.map(async (entry) => {
      if (!entry.name.startsWith('@') || !entry.isDirectory()) {
        return [{ name: entry.name, isLink: entry.isSymbolicLink() }];
      }
      const scoped = await readdir(join(folder, entry.name), { withFileTypes: true });
      return scoped.map((inner) => ({
        name: `${entry.name}/${inner.name}`,
        isLink: inner.isSymbolicLink(),
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
