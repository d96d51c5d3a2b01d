import { existsSync, linkSync, lstatSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../../errors.ts';
import { faultPoint } from '../../fault-point.ts';
import type { IndexEntry } from '../index-file.ts';
import { markFile } from './path-obstacles.ts';
import { GITLINK_MODE, SYMLINK_MODE, type TreeChange } from '../tree-changes.ts';

/** A file of the user that is about to be replaced, held by a second name so that no byte written to it is lost. */
export interface HeldFile {
  path: string;
  heldAt: string;
  mode: bigint;
  modifiedNs: bigint;
  size: bigint;
}

/** EXDEV: the records are on another disk than the work tree. EPERM, EMLINK, ENOTSUP: no second name for this file. */
export const CANNOT_LINK = new Set(['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP']);

const IN_PLACE = 'in-place';

/** Where the second name of the `position`th change is. */
export function locateHeld(folder: string, position: number): string {
  return join(folder, 'held', String(position));
}

/** Says that from now on git writes files in place, where one that is cut off leaves the beginning of what it was to write. */
export function noteWritesInPlace(folder: string): void {
  writeFileSync(join(folder, IN_PLACE), '');
}

/** True when a file may have been cut off so. */
export function hasWrittenInPlace(folder: string): boolean {
  return existsSync(join(folder, IN_PLACE));
}

/**
 * Gives every regular file that the changes replace or remove a second name in `folder`. Where the file system cannot,
 * the file is left out: then a write in the instant of the replacement is not noticed, and old bytes come from git.
 */
export function holdFiles(
  workTree: string,
  folder: string,
  changes: readonly TreeChange[],
  index: ReadonlyMap<string, IndexEntry>,
): HeldFile[] {
  mkdirSync(join(folder, 'held'), { recursive: true });
  return changes.flatMap((change, position) => {
    const kind = change.old?.mode;
    if (kind === undefined || kind === GITLINK_MODE || kind === SYMLINK_MODE) return [];
    if (index.get(change.path)?.skipWorktree === true) return [];
    const heldAt = locateHeld(folder, position);
    try {
      linkSync(join(workTree, change.path), heldAt);
      faultPoint('landing:file-held');
    } catch (error) {
      if (CANNOT_LINK.has(errorCode(error) ?? '')) return [];
      throw error;
    }
    const { mode, mtimeNs, size } = lstatSync(heldAt, { bigint: true });
    return [{ path: change.path, heldAt, mode, modifiedNs: mtimeNs, size }];
  });
}

/** True while each held file is still the one at its path: git takes one that is gone for one that it may write. */
export function areInPlace(workTree: string, held: readonly HeldFile[]): boolean {
  return held.every(({ path, heldAt }) => isHeldAt(join(workTree, path), heldAt));
}

/** True when the path has the very file that the second name is of. */
export function isHeldAt(path: string, heldAt: string): boolean {
  const [held, there] = [markFile(heldAt), markFile(path)];
  return held !== undefined && there !== undefined && held.ino === there.ino;
}

/** Lists the held files that somebody has written to, or has given another mode, since they were held. */
export function listWritten(held: readonly HeldFile[]): string[] {
  return held
    .filter((file) => {
      const { mode, mtimeNs, size } = lstatSync(file.heldAt, { bigint: true });
      return mtimeNs !== file.modifiedNs || size !== file.size || mode !== file.mode;
    })
    .map((file) => file.path);
}
