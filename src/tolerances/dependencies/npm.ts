import { membersOf } from './json-members.ts';

const GROUPS = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];
/** What is in the same repository is no external dependency. */
const OWN = /^(?:workspace|file|link|portal):/;

/** Direct dependencies that a `package.json` names. Throws when it is no JSON. */
export function readPackageJson(text: string): string[] {
  const manifest = membersOf(JSON.parse(text));
  return GROUPS.flatMap((group) =>
    Object.entries(membersOf(manifest[group]))
      .filter(([, version]) => typeof version !== 'string' || !OWN.test(version))
      .map(([name]) => name),
  );
}

/** All packages of a `package-lock.json` of any version. Throws when it is no JSON. */
export function readPackageLock(text: string): string[] {
  const lock = membersOf(JSON.parse(text));
  const flat = Object.entries(membersOf(lock['packages'])).flatMap(([place, entry]) => {
    const at = place.lastIndexOf('node_modules/');
    return at === -1 || membersOf(entry)['link'] === true ? [] : [place.slice(at + 'node_modules/'.length)];
  });
  return [...flat, ...listNested(lock['dependencies'])];
}

function listNested(dependencies: unknown): string[] {
  return Object.entries(membersOf(dependencies)).flatMap(([name, entry]) => [
    name,
    ...listNested(membersOf(entry)['dependencies']),
  ]);
}

/** All packages of a `pnpm-lock.yaml`: keys such as `/tea@1.0.0`, `'@leaf/tea@1.0.0(milk@2.0.0)'` or `/tea/1.0.0`. */
export function readPnpmLock(text: string): string[] {
  const body = /^packages:[^\S\n]*\r?\n((?:[^\S\n].*\n|\r?\n)*)/m.exec(`${text}\n`)?.[1] ?? '';
  return [...body.matchAll(/^ {2}(\S.*):[^\S\n]*\r?$/gm)].flatMap(([, key = '']) => {
    const plain = key.replace(/^['"]|['"]$/g, '').replace(/^\//, '');
    const name = /^(@[^/@]+\/[^/@]+|[^/@]+)[/@]/.exec(plain)?.[1];
    return name === undefined || /@(?:file|link):/.test(plain) ? [] : [name];
  });
}

/** All packages of a `yarn.lock`, of the first Yarn or a later one. */
export function readYarnLock(text: string): string[] {
  return [...text.matchAll(/^(?!#|__metadata)(\S.*):[^\S\n]*\r?$/gm)].flatMap(([, keys = '']) =>
    keys
      .replace(/["']/g, '')
      .split(/,\s*/)
      .flatMap((key) => {
        const [, name, range = ''] = /^(@?[^@]+)@(.*)$/.exec(key) ?? [];
        return name === undefined || OWN.test(range) ? [] : [name];
      }),
  );
}
