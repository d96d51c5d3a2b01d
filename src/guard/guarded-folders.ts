/** The folders that glob patterns of plans lead into, relative to the top; `.` is the top. Plans below them are guarded. */
export function listGuardedFolders(patterns: readonly string[]): string[] {
  const folders = patterns.map((pattern) => /^(?:[^*?[{(!]*\/)?/.exec(pattern)?.[0] ?? '');
  return [...new Set(folders.map((folder) => folder.replace(/\/$/, '') || '.'))];
}
