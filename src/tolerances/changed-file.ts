/**
 * One path that a change touches, and how many lines of it; no counts for what is not text. Of a file that was only moved,
 * the new path is `moved` and the old one `left`.
 */
export interface ChangedFile {
  path: string;
  change: 'added' | 'modified' | 'deleted' | 'moved' | 'left';
  added?: number;
  removed?: number;
}

/** What a commit or the work of a run changes. */
export interface Change {
  files: ChangedFile[];
  /** Names of dependencies that were not there before. */
  newDependencies: string[];
}

const DOCUMENT = /\.(?:md|mdx|markdown|rst|adoc|txt)$/i;
const LOCK =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lock|poetry\.lock|uv\.lock|pdm\.lock|Pipfile\.lock|Cargo\.lock|go\.sum|Gemfile\.lock|composer\.lock|gradle\.lockfile)$/;

/** Whether a path is prose for people. */
export function isDocument(path: string): boolean {
  return DOCUMENT.test(path);
}

/** Whether a path is written by a package manager: its lines are nobody's code. */
export function isLockFile(path: string): boolean {
  return LOCK.test(path);
}
