/**
 * The folders that glob patterns of plans lead into, relative to the top; `.` is the top. Plans below them are guarded.
 * Without a pattern it is the usual one, as for `hooks/guard.sh`.
 */
export function listGuardedFolders(patterns: readonly string[]): string[] {
  if (patterns.length === 0) return ['docs/plans'];
  const folders = patterns.map((pattern) => /^(?:[^*?[{(!]*\/)?/.exec(pattern)?.[0] ?? '');
  return [...new Set(folders.map(normalize))];
}

/** Git takes a path literally: to it `./docs` is no folder. */
function normalize(folder: string): string {
  const names = folder.split('/').filter((name) => name !== '' && name !== '.');
  return names.join('/') || '.';
}
