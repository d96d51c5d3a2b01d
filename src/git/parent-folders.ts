import { dirname } from 'node:path';

/** The folders that a relative path is in, from the inmost on; the top itself is not among them. */
export function listParentFolders(path: string): string[] {
  const folders: string[] = [];
  for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) folders.push(folder);
  return folders;
}
