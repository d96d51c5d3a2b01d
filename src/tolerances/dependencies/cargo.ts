import { listTables, membersOf } from './json-members.ts';
import { readToml } from './read-toml.ts';

const GROUPS = ['dependencies', 'dev-dependencies', 'build-dependencies'];

/**
 * Crates that a `Cargo.toml` names and that are neither in the repository nor taken over from its workspace. Throws when
 * it is no TOML.
 */
export function readCargoToml(text: string): string[] {
  const manifest = readToml(text);
  const places = [
    manifest,
    membersOf(manifest['workspace']),
    ...Object.values(membersOf(manifest['target'])).map(membersOf),
  ];
  return places
    .flatMap((place) => GROUPS.flatMap((group) => Object.entries(membersOf(place[group]))))
    .flatMap(([name, value]) => {
      const { path, workspace, package: renamed } = membersOf(value);
      if (path !== undefined || workspace === true) return [];
      return [typeof renamed === 'string' ? renamed : name];
    });
}

/** Crates of a `Cargo.lock`; one of the repository has no source. Throws when it is no TOML. */
export function readCargoLock(text: string): string[] {
  return listTables(readToml(text)['package'])
    .filter(({ source }) => source !== undefined)
    .flatMap(({ name }) => (typeof name === 'string' ? [name] : []));
}
