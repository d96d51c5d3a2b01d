import { type DependencyFile, findDependencyFile } from './dependency-file.ts';

/** A file that says what a project depends on, before and after a change; undefined where it is not there. */
export interface ChangedManifest {
  path: string;
  before: string | undefined;
  after: string | undefined;
}

type Ecosystem = DependencyFile['ecosystem'];

/**
 * Names of dependencies that a change brings in. Manifests say what was asked for. A lock file also names what comes with
 * that, so it counts where no manifest of its kind has gained a name.
 */
export function findNewDependencies(changed: readonly ChangedManifest[]): string[] {
  const ecosystems = new Set(changed.flatMap(({ path }) => findDependencyFile(path)?.ecosystem ?? []));
  return [...ecosystems].flatMap((ecosystem) => {
    const asked = listGained(changed, ecosystem, 'manifest');
    return asked.length > 0 ? asked : listGained(changed, ecosystem, 'lock');
  });
}

function listGained(
  changed: readonly ChangedManifest[],
  ecosystem: Ecosystem,
  kind: DependencyFile['kind'],
): string[] {
  const before = new Set<string>();
  const after = new Set<string>();
  for (const one of changed) {
    const file = findDependencyFile(one.path);
    if (file?.ecosystem !== ecosystem || file.kind !== kind) continue;
    const known = readNames(file, one.before);
    const now = readNames(file, one.after);
    for (const name of known ?? []) before.add(name);
    // What cannot be read might name anything; before, it did so already.
    for (const name of now ?? (known === undefined ? [] : [`${one.path} (cannot be read)`])) after.add(name);
  }
  return [...after].filter((name) => !before.has(name)).sort();
}

function readNames(file: DependencyFile, text: string | undefined): string[] | undefined {
  if (text === undefined) return [];
  try {
    return file.read(text);
  } catch {
    return undefined;
  }
}
