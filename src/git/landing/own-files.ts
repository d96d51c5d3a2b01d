import { constants, accessSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../../errors.ts';
import type { runGit } from '../git.ts';
import { SYMLINK_MODE } from '../tree-changes.ts';
import { fileEntryOf, OWNER_MAY_RUN } from './file-sides.ts';
import { type HeldContents, readHeld } from './held-contents.ts';
import type { LandingJournal } from './landing-journal.ts';
import { markFile } from './path-obstacles.ts';

/**
 * Compares the files of the paths, and whether they may be run, where they are, before they get second names: those change their
 * status, so that the user's git takes clean files for changed ones, and a landing that only waits must not do that. What may
 * not be read counts as changed: git takes it for that too, but only under the lock. `unknown` where git has to look at them:
 * then they are held first, and a wait for one of them does touch the others. Rejects with ENOENT when one is removed meanwhile.
 */
export async function readOwn(
  journal: Pick<LandingJournal, 'workTree' | 'changes'>,
  present: readonly string[],
  run: typeof runGit,
): Promise<HeldContents> {
  const links = new Set(
    journal.changes.filter(({ old }) => old?.mode === SYMLINK_MODE).map(({ path }) => path),
  );
  const files = present
    .filter((path) => !links.has(path))
    .map((path) => {
      const heldAt = join(journal.workTree, path);
      return { path, heldAt, status: markFile(heldAt) };
    });
  // Another kind of file has come since the obstacles were looked for.
  const replaced = files.filter(({ status }) => status !== undefined && !status.isFile());
  if (replaced.length > 0) return { kind: 'changed', paths: replaced.map(({ path }) => path) };
  const closed = files.filter(({ heldAt }) => !isReadable(heldAt));
  if (closed.length > 0) return { kind: 'changed', paths: closed.map(({ path }) => path) };
  const own = await readHeld(
    journal,
    files.map(({ status, ...file }) => ({ ...file, size: status?.size ?? 0n })),
    run,
  );
  const others = await listOfOtherMode(
    journal,
    new Map(files.map(({ path, status }) => [path, Number(status?.mode ?? 0)])),
    run,
  );
  if (others.length === 0) return own;
  const changed = own.kind === 'changed' ? [...own.paths, ...others] : others;
  return { kind: 'changed', paths: [...new Set(changed)].toSorted() };
}

/** Of files with these modes, by path, those that may be run and may not in the old commit, or the other way round. */
async function listOfOtherMode(
  { workTree, changes }: Pick<LandingJournal, 'workTree' | 'changes'>,
  modes: ReadonlyMap<string, number>,
  run: typeof runGit,
): Promise<string[]> {
  const differing = changes.flatMap((change) => {
    const [mode, entry] = [modes.get(change.path), fileEntryOf(change, 'old')];
    if (mode === undefined || entry === null) return [];
    return ((mode ^ Number.parseInt(entry.mode, 8)) & OWNER_MAY_RUN) === 0 ? [] : [change.path];
  });
  if (differing.length === 0) return [];
  const asked = await run(workTree, ['config', '--type=bool', '--get', 'core.fileMode']);
  return asked.stdout.trim() === 'false' ? [] : differing;
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch (error) {
    if (errorCode(error) !== 'EACCES') throw error;
    return false;
  }
}
