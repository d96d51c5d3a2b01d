import { lstatSync, mkdirSync, renameSync, rmdirSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode } from '../../errors.ts';
import { faultPoint } from '../../fault-point.ts';
import { fileEntryOf, isAttributesFile, listFiltered, locateSide } from './file-sides.ts';
import type { FilterPatience } from './filter-patience.ts';
import { GitError, runGit } from '../git.ts';
import { locateHeld, noteWritesInPlace } from './held-files.ts';
import { readStatus } from './path-obstacles.ts';
import type { Side, TreeChange } from '../tree-changes.ts';

/** One path and the side that HEAD has it on. */
export interface WantedPath {
  change: TreeChange;
  /** Position in the journal's changes. */
  position: number;
  side: Side;
}

/**
 * Writes the files that are to be there; returns the paths where something else stands in the way, or that a filter would have
 * to write that does not answer.
 */
export async function writeFiles(
  workTree: string,
  folder: string,
  items: readonly WantedPath[],
  patience: FilterPatience,
): Promise<string[]> {
  const blocked: string[] = [];
  const fromGit: Record<Side, string[]> = { old: [], new: [] };
  for (const { change, side, position } of items) {
    if (fileEntryOf(change, side) === null) continue;
    const path = join(workTree, change.path);
    if (readStatus(path)?.isDirectory() === true || !makeParents(path)) blocked.push(change.path);
    // The held file is the one the user had, with its times; git writes it anew only where there is none.
    else if (side !== 'old' || !moveIfThere(locateHeld(folder, position), path))
      fromGit[side].push(change.path);
  }
  for (const side of ['old', 'new'] as const) {
    const checkOut = async (paths: readonly string[], run: typeof runGit): Promise<boolean> => {
      if (paths.length === 0) return true;
      const args = ['checkout-index', '-q', '-f', '-z', '--stdin'];
      const env = { GIT_INDEX_FILE: locateSide(folder, side) };
      noteWritesInPlace(folder);
      const output = await run(workTree, args, { input: paths.join('\0'), env, writes: true });
      if (run === patience.run && output.timedOut) return false;
      if (output.code !== 0) throw new GitError(args, output);
      faultPoint('settle:files-checked-out');
      return true;
    };
    // What the attributes say decides how the other files are written, so they come first.
    await checkOut(fromGit[side].filter(isAttributesFile), runGit);
    const others = fromGit[side].filter((path) => !isAttributesFile(path));
    const filtered = others.length === 0 ? new Set<string>() : await listFiltered(workTree, others);
    await checkOut(
      others.filter((path) => !filtered.has(path)),
      runGit,
    );
    const last = others.filter((path) => filtered.has(path));
    if (!(await checkOut(last, patience.run))) blocked.push(...last);
  }
  return blocked;
}

/** Removes a file, if it is there. */
export function removeFile(workTree: string, path: string): void {
  const file = join(workTree, path);
  if (readStatus(file) === undefined) return;
  unlinkSync(file);
  faultPoint('settle:file-removed');
}

/**
 * Git keeps no empty folders, and one may be left by whoever was killed between a file and its folder. One that is not empty stays,
 * and so does one that the system does not let go, as where something is mounted or nothing can be written: Git leaves it too.
 */
export function removeEmptyParents(workTree: string, path: string): void {
  const file = join(workTree, path);
  if (readStatus(file) !== undefined) return;
  try {
    for (let parent = dirname(file); parent !== workTree; parent = dirname(parent)) {
      if (readStatus(parent) !== undefined) rmdirSync(parent);
    }
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
  }
}

function makeParents(file: string): boolean {
  try {
    mkdirSync(dirname(file), { recursive: true });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST' || errorCode(error) === 'ENOTDIR') return false;
    throw error;
  }
}

function moveIfThere(from: string, to: string): boolean {
  try {
    lstatSync(from);
    renameSync(from, to);
    faultPoint('settle:file-moved-back');
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'EXDEV') return false;
    throw error;
  }
}
