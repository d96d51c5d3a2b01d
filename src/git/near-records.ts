import { existsSync, readFileSync, realpathSync, statSync, type Stats } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** A work tree and the folder of planex's records in its repository. */
export interface NearPlace {
  home: string;
  records: string;
}

/** The folder of planex's records around `cwd`, as `findNearPlace` finds it. */
export function findNearRecords(cwd: string): string | undefined {
  return findNearPlace(cwd)?.records;
}

/**
 * The work tree around `cwd`, found without starting git: a command that finds a daemon at work in it need not wait for
 * git. Undefined wherever git might see another repository or none; git has to be asked then.
 */
export function findNearPlace(cwd: string): NearPlace | undefined {
  try {
    let folder = realpathSync(cwd);
    for (;;) {
      // Inside a git folder, or in a bare repository, which has no `.git` of its own.
      if (isGitFolder(folder)) return undefined;
      const entry = join(folder, '.git');
      const found = statSync(entry, { throwIfNoEntry: false });
      if (found !== undefined) {
        const records = locateRecords(entry, found);
        return records === undefined ? undefined : { home: folder, records };
      }
      const above = dirname(folder);
      if (above === folder) return undefined;
      folder = above;
    }
  } catch {
    // What cannot be read is for git to explain.
    return undefined;
  }
}

function locateRecords(entry: string, found: Stats): string | undefined {
  // Git does not trust the repositories of other users.
  if (found.uid !== process.getuid?.()) return undefined;
  if (found.isDirectory()) return isGitFolder(entry) ? join(realpathSync(entry), 'planex') : undefined;
  const [, pointed] = /^gitdir: (.+)\n?$/.exec(readFileSync(entry, 'utf8')) ?? [];
  if (pointed === undefined) return undefined;
  const gitDir = resolve(dirname(entry), pointed);
  const common = existsSync(join(gitDir, 'commondir'))
    ? resolve(gitDir, readFileSync(join(gitDir, 'commondir'), 'utf8').trim())
    : gitDir;
  return isGitFolder(common) ? join(realpathSync(common), 'planex') : undefined;
}

function isGitFolder(folder: string): boolean {
  return existsSync(join(folder, 'HEAD')) && existsSync(join(folder, 'objects'));
}
