import { listTables, listTexts, membersOf } from './json-members.ts';
import { readToml } from './read-toml.ts';

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

/** Packages that a `pyproject.toml` names, in the ways of the standard, Poetry, uv and PDM. Throws when it is no TOML. */
export function readPyproject(text: string): string[] {
  const document = readToml(text);
  const project = membersOf(document['project']);
  const { uv, pdm, poetry } = membersOf(document['tool']);
  const own = new Set(
    Object.entries(membersOf(membersOf(uv)['sources']))
      .filter(([, source]) => isOwn(source))
      .map(([name]) => normalize(name)),
  );
  const lists = [
    project['dependencies'],
    membersOf(document['build-system'])['requires'],
    membersOf(uv)['dev-dependencies'],
    ...Object.values(membersOf(project['optional-dependencies'])),
    // A group may include another one by a table.
    ...Object.values(membersOf(document['dependency-groups'])),
    ...Object.values(membersOf(membersOf(pdm)['dev-dependencies'])),
  ];
  const requirements = lists.flatMap(listTexts).flatMap(readRequirement);
  return [...requirements, ...readPoetry(membersOf(poetry))].filter((name) => !own.has(name));
}

function readPoetry(poetry: Record<string, unknown>): string[] {
  const groups = Object.values(membersOf(poetry['group'])).map((group) => membersOf(group)['dependencies']);
  return [poetry['dependencies'], poetry['dev-dependencies'], ...groups]
    .flatMap((group) => Object.entries(membersOf(group)))
    .filter(([name, value]) => name !== 'python' && membersOf(value)['path'] === undefined)
    .map(([name]) => normalize(name));
}

/** Whether a source of uv's lies in the repository; it may be a list, one for each platform. */
function isOwn(source: unknown): boolean {
  const { workspace, path } = membersOf(Array.isArray(source) ? source[0] : source);
  return workspace === true || path !== undefined;
}

/** Packages of a `Pipfile`. Throws when it is no TOML. */
export function readPipfile(text: string): string[] {
  const document = readToml(text);
  return ['packages', 'dev-packages']
    .flatMap((group) => Object.entries(membersOf(document[group])))
    .filter(([, value]) => membersOf(value)['path'] === undefined)
    .map(([name]) => normalize(name));
}

/** Packages of a `Pipfile.lock`. Throws when it is no JSON. */
export function readPipfileLock(text: string): string[] {
  const lock = membersOf(JSON.parse(text));
  return ['default', 'develop'].flatMap((group) => Object.keys(membersOf(lock[group])).map(normalize));
}

/**
 * Packages of a `poetry.lock`, `uv.lock` or `pdm.lock` that do not come from the repository itself. Throws when it is no
 * TOML.
 */
export function readPythonLock(text: string): string[] {
  return listTables(readToml(text)['package'])
    .filter(({ source }) => !isInRepository(membersOf(source)))
    .flatMap(({ name }) => (typeof name === 'string' ? [normalize(name)] : []));
}

/** Whether a lock file takes a package from the repository: uv says so by a key, Poetry by a type. */
function isInRepository(source: Record<string, unknown>): boolean {
  const isOfUv = ['editable', 'virtual', 'directory'].some((kind) => source[kind] !== undefined);
  return isOfUv || source['type'] === 'directory';
}
