/** Arguments that narrow a git command to these folders, given from the top of the work tree; `.` is the top. */
export function limitToFolders(folders: readonly string[]): string[] {
  return ['--', ...folders.map((folder) => (folder === '.' ? ':(top)' : `:(top,literal)${folder}`))];
}
