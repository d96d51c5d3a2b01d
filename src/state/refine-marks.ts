import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeDurably, syncFolder } from './durable-file.ts';
import { ensureFolder } from './folder.ts';

/** Puts on record, where no checkout reaches, that a refinement was begun here; on disk when it resolves. */
export async function markRefinement(records: string, runFolder: string): Promise<void> {
  const folder = join(records, 'refine-runs');
  ensureFolder(folder);
  writeFileSync(locateMark(records, runFolder), `${runFolder}\n`);
  await syncFolder(folder);
}

/** True for a refinement that was begun here and is not over: what stands in the folder of any other may be anybody's. */
export function isMarkedRefinement(records: string, runFolder: string): boolean {
  return existsSync(locateMark(records, runFolder));
}

/** Forgets the mark of a refinement that is over. */
export async function dropRefinementMark(records: string, runFolder: string): Promise<void> {
  if (isMarkedRefinement(records, runFolder)) await removeDurably(locateMark(records, runFolder));
}

function locateMark(records: string, runFolder: string): string {
  return join(records, 'refine-runs', createHash('sha256').update(runFolder).digest('hex').slice(0, 24));
}
