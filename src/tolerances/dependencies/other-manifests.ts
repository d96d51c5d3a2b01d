import { membersOf } from './json-members.ts';
import { readToml } from './read-toml.ts';

/** Modules that a `go.mod` requires for its own code. */
export function readGoMod(text: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  let isBlock = false;
  return lines.flatMap((line) => {
    if (/^require\s*\($/.test(line)) isBlock = true;
    else if (line === ')') isBlock = false;
    const [, name] = /^(?:require\s+)?([^\s()]+\.[^\s()]+)\s+v\S+/.exec(line) ?? [];
    if (name === undefined || /\/\/\s*indirect/.test(line)) return [];
    return isBlock || line.startsWith('require') ? [name] : [];
  });
}

/** All modules of a `go.sum`. */
export function readGoSum(text: string): string[] {
  return text.split(/\r?\n/).flatMap((line) => /^(\S+) v\S+ h1:/.exec(line)?.[1] ?? []);
}

/** Artifacts that a `pom.xml` depends on, as `group:artifact`. */
export function readPom(text: string): string[] {
  const plain = text.replace(/<!--[\s\S]*?-->/g, '');
  return plain
    .split('<dependency>')
    .slice(1)
    .flatMap((rest) => {
      const body = (rest.split('</dependency>', 1)[0] ?? '').split('<exclusions>', 1)[0] ?? '';
      const group = /<groupId>\s*([^<]+?)\s*<\/groupId>/.exec(body)?.[1];
      const artifact = /<artifactId>\s*([^<]+?)\s*<\/artifactId>/.exec(body)?.[1];
      if (group === undefined || artifact === undefined || /\$\{(?:project|pom)\./.test(group)) return [];
      return [`${group}:${artifact}`];
    });
}

/** Artifacts that a Gradle build names as text, as `group:artifact`. */
export function readGradle(text: string): string[] {
  return [...text.matchAll(/^[^\S\n]*\w+\s*\(?\s*["']([\w.-]+:[\w.-]+)(?::[^"']*)?["']/gm)].flatMap(
    ([, name]) => name ?? [],
  );
}

/** Artifacts of a version catalogue of Gradle, as `group:artifact`. Throws when it is no TOML. */
export function readVersionCatalogue(text: string): string[] {
  return Object.values(membersOf(readToml(text)['libraries'])).flatMap((library) => {
    if (typeof library === 'string') return /^[\w.-]+:[\w.-]+/.exec(library)?.[0] ?? [];
    const { module, group, name } = membersOf(library);
    if (typeof module === 'string') return [module];
    return typeof group === 'string' && typeof name === 'string' ? [`${group}:${name}`] : [];
  });
}

/** Gems that a `Gemfile` names and that do not come from a path. */
export function readGemfile(text: string): string[] {
  return [...text.matchAll(/^[^\S\n]*gem\s*\(?\s*["']([^"']+)["'](.*)$/gm)].flatMap(([, name, rest = '']) =>
    name === undefined || /\bpath(?::|\s*=>)/.test(rest) ? [] : [name],
  );
}

/** Packages that a `composer.json` requires. Throws when it is no JSON. */
export function readComposer(text: string): string[] {
  const manifest = membersOf(JSON.parse(text));
  return ['require', 'require-dev']
    .flatMap((group) => Object.keys(membersOf(manifest[group])))
    .filter((name) => name.includes('/'));
}

/** Packages that a project of .NET refers to. */
export function readDotnetProject(text: string): string[] {
  return [...text.matchAll(/<Package(?:Reference|Version)\b[^<>]*\bInclude\s*=\s*"([^"]+)"/g)].flatMap(
    ([, name]) => name ?? [],
  );
}
