import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Adds the path of a folder and of everything below it to a list, which is left incomplete once it is longer than `most`. */
export function addTree(folder: string, paths: string[], most: number): void {
  paths.push(folder);
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (paths.length > most) return;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) addTree(path, paths, most);
    else paths.push(path);
  }
}
