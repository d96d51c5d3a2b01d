import { membersOf } from './json-members.ts';
import { readInline, readStrings, readTomlEntries, type TomlEntry } from './toml-entries.ts';

/** Names that differ in case, `-`, `_` and `.` only are one package (PEP 503). */
function normalize(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/** The name in a requirement such as `Tea[milk]>=1.0 ; python_version > "3"`. */
function readRequirement(text: string): string[] {
  const egg = /#egg=([\w.-]+)/.exec(text)?.[1];
  if (egg !== undefined) return [normalize(egg)];
  if (/^(?:[\w+]+:\/\/|\.{0,2}\/)/.test(text)) return /:\/\//.test(text) ? [text] : [];
  const name = /^[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?/.exec(text)?.[0];
  return name === undefined ? [] : [normalize(name)];
}

/** Packages that a requirements file names. */
export function readRequirements(text: string): string[] {
  return text
    .replace(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .map((line) => line.replace(/(?:^|\s)#.*$/, '').trim())
    .flatMap((line) => {
      const bare = line.replace(/^(?:-e|--editable)[\s=]+/, '');
      return bare === '' || bare.startsWith('-') ? [] : readRequirement(bare);
    });
}

/** Packages that a `pyproject.toml` names, in the ways of the standard, Poetry, uv and PDM. */
export function readPyproject(text: string): string[] {
  const entries = readTomlEntries(text);
  const own = new Set(
    entries
      .filter(({ table }) => table.join('.') === 'tool.uv.sources')
      .filter(
        ({ value }) =>
          readInline(value, 'workspace') !== undefined || readInline(value, 'path') !== undefined,
      )
      .map(({ key }) => normalize(key)),
  );
  return entries.flatMap(readEntry).filter((name) => !own.has(name));
}

function readEntry({ table, key, value }: TomlEntry): string[] {
  const name = table.join('.');
  const isList =
    (name === 'project' && key === 'dependencies') ||
    (name === 'build-system' && key === 'requires') ||
    (name === 'tool.uv' && key === 'dev-dependencies') ||
    name === 'project.optional-dependencies' ||
    name === 'dependency-groups' ||
    name === 'tool.pdm.dev-dependencies';
  if (isList) {
    // A group may include another one by an inline table.
    return readStrings(value.replace(/\{[^}]*\}/g, '')).flatMap(readRequirement);
  }
  const inTable = /^tool\.poetry\.(?:(?:dev-)?dependencies|group\.[^.]+\.dependencies)$/.test(name);
  if (inTable) return key === 'python' || readInline(value, 'path') !== undefined ? [] : [normalize(key)];
  // `[tool.poetry.dependencies.tea]`
  const [, nested] = /^tool\.poetry\.(?:dev-)?dependencies\.([^.]+)$/.exec(name) ?? [];
  return nested === undefined ? [] : [normalize(nested)];
}

/** Packages of a `Pipfile`. */
export function readPipfile(text: string): string[] {
  return readTomlEntries(text)
    .filter(({ table }) => /^(?:dev-)?packages$/.test(table.join('.')))
    .filter(({ value }) => readInline(value, 'path') === undefined)
    .map(({ key }) => normalize(key));
}

/** Packages of a `Pipfile.lock`. Throws when it is no JSON. */
export function readPipfileLock(text: string): string[] {
  const lock = membersOf(JSON.parse(text));
  return ['default', 'develop'].flatMap((group) => Object.keys(membersOf(lock[group])).map(normalize));
}

/** Packages of a `poetry.lock`, `uv.lock` or `pdm.lock` that do not come from the repository itself. */
export function readPythonLock(text: string): string[] {
  const entries = readTomlEntries(text).filter(({ table }) => table.join('.') === 'package');
  const own = new Set(
    entries
      .filter(({ key, value }) => key === 'source' && /\b(?:editable|virtual|directory)\s*=/.test(value))
      .map(({ section }) => section),
  );
  return entries
    .filter(({ key, section }) => key === 'name' && !own.has(section))
    .flatMap(({ value }) => readStrings(value).map(normalize));
}
