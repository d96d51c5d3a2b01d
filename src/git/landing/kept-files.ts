import { copyFileSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { faultPoint } from '../../fault-point.ts';
import { isBlob } from '../blob-names.ts';
import { fileEntryOf } from './file-sides.ts';
import type { FilterPatience } from './filter-patience.ts';
import { locateHeld } from './held-files.ts';
import type { LandingJournal } from './landing-journal.ts';
import { readStatus } from './path-obstacles.ts';

// Clocks of file systems are coarser than the one that the start was read from.
const CLOCK_GRAIN_MS = 50;

/**
 * Moves every held file that somebody wrote to while it was being replaced, and that is not back in its place, to
 * `<records>/kept/<run id>/<path>`, and returns where these are. One that a filter of its own cannot judge is kept.
 */
export async function keepDisplaced(
  journal: LandingJournal,
  folder: string,
  records: string,
  patience: FilterPatience,
): Promise<string[]> {
  const kept: string[] = [];
  for (const [position, change] of journal.changes.entries()) {
    const heldAt = locateHeld(folder, position);
    const held = readStatus(heldAt);
    if (held === undefined || readStatus(join(journal.workTree, change.path))?.ino === held.ino) continue;
    if (held.mtimeMs < Date.parse(journal.startedAt) - CLOCK_GRAIN_MS) continue;
    const oid = fileEntryOf(change, 'old')?.oid ?? '';
    const hash = ['hash-object', `--path=${change.path}`, '--', heldAt];
    const hashed = await patience.run(journal.workTree, hash);
    if (hashed.code === 0 ? hashed.stdout.trim() === oid : isBlob(readFileSync(heldAt), oid)) continue;
    const keptAt = readyKept(records, journal, change.path);
    renameSync(heldAt, keptAt);
    faultPoint('settle:file-kept');
    kept.push(keptAt);
  }
  return kept;
}

/** Keeps a copy of a file for the user, and returns where that is; of an empty one there is none. */
export function keepCopy(records: string, journal: LandingJournal, path: string): string[] {
  const file = join(journal.workTree, path);
  if (readStatus(file)?.size === 0) return [];
  const keptAt = readyKept(records, journal, path);
  copyFileSync(file, keptAt);
  return [keptAt];
}

function readyKept(records: string, { runId }: LandingJournal, path: string): string {
  const keptAt = join(records, 'kept', runId, path);
  mkdirSync(dirname(keptAt), { recursive: true });
  return keptAt;
}
