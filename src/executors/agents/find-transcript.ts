import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { TranscriptPlace } from './agent.ts';

/**
 * The path of the CLI's own record of a conversation; undefined where there is none. The folders are named by date, so that
 * the last in the order of names is the newest.
 */
export async function findTranscript(place: TranscriptPlace): Promise<string | undefined> {
  const entries = await readdir(place.folder, { withFileTypes: true }).catch(() => []);
  const newestFirst = entries.sort((a, b) => (a.name < b.name ? 1 : -1));
  for (const entry of newestFirst) {
    const path = join(place.folder, entry.name);
    if (entry.isFile() && entry.name.endsWith(place.nameEnd)) return path;
    const found = entry.isDirectory() ? await findTranscript({ ...place, folder: path }) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
