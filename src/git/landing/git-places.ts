import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where git keeps what belongs to a work tree. All paths are absolute. */
export interface GitPlaces {
  gitDir: string;
  commonDir: string;
  indexFile: string;
  objects: string;
}

const known = new Map<string, { signature: string; places: GitPlaces }>();

/** What git said of the work tree with this top, while its `.git` is the same; undefined when it has not been asked yet. */
export function recallPlaces(top: string): GitPlaces | undefined {
  const found = known.get(top);
  return found !== undefined && found.signature === signEntry(top) ? found.places : undefined;
}

/** Keeps what git said of the work tree with this top. */
export function rememberPlaces(top: string, places: GitPlaces): void {
  const signature = signEntry(top);
  if (signature !== undefined) known.set(top, { signature, places });
}

/** The entry by which git finds the rest: a folder, or a file that names one. */
function signEntry(top: string): string | undefined {
  try {
    const entry = join(top, '.git');
    const { dev, ino } = lstatSync(entry);
    const isFile = lstatSync(entry).isFile();
    return `${dev}:${ino}:${isFile ? readFileSync(entry, 'utf8') : ''}`;
  } catch {
    return undefined;
  }
}
