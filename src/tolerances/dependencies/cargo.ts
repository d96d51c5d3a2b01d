import { readInline, readStrings, readTomlEntries, unquote } from './toml-entries.ts';

const GROUP = /^(?:dev-|build-)?dependencies$/;

/** Crates that a `Cargo.toml` names and that are neither in the repository nor taken over from its workspace. */
export function readCargoToml(text: string): string[] {
  const nested = new Map<string, { name: string; own: boolean }>();
  const direct: string[] = [];
  for (const { table, section, key, value } of readTomlEntries(text)) {
    const last = table.at(-1) ?? '';
    if (GROUP.test(last)) {
      const isOwn = readInline(value, 'path') !== undefined || readInline(value, 'workspace') === 'true';
      const crate = key.replace(/\.\w+$/, '');
      if (!isOwn && !/\.(?:path|workspace)$/.test(key)) direct.push(readInline(value, 'package') ?? crate);
      continue;
    }
    // `[dependencies.tea]`
    if (!GROUP.test(table.at(-2) ?? '')) continue;
    const found = nested.get(String(section)) ?? { name: last, own: false };
    if (key === 'path' || key === 'workspace') found.own = true;
    if (key === 'package') found.name = unquote(value);
    nested.set(String(section), found);
  }
  return [...direct, ...[...nested.values()].filter(({ own }) => !own).map(({ name }) => name)];
}

/** Crates of a `Cargo.lock`; one of the repository has no source. */
export function readCargoLock(text: string): string[] {
  const entries = readTomlEntries(text).filter(({ table }) => table.join('.') === 'package');
  const external = new Set(entries.filter(({ key }) => key === 'source').map(({ section }) => section));
  return entries
    .filter(({ key, section }) => key === 'name' && external.has(section))
    .flatMap(({ value }) => readStrings(value));
}
