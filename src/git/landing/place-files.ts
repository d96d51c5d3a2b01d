import { type BigIntStats, linkSync, lstatSync, mkdirSync, renameSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode } from '../../errors.ts';
import { faultPoint } from '../../fault-point.ts';
import { writeIndexStatus } from '../index-status.ts';
import { listParentFolders } from '../parent-folders.ts';
import type { TreeChange } from '../tree-changes.ts';
import { type HeldFile, isHeldAt } from './held-files.ts';
import { isSameMark, readStatus } from './path-obstacles.ts';
import { removeEmptyParents } from './side-files.ts';

/** New files that lie ready, and what they replace. */
export interface Placing {
  workTree: string;
  /** Where the new files are. */
  top: string;
  /** The merged copy of the index. */
  copy: string;
  oidBytes: number;
  changes: readonly TreeChange[];
  held: readonly HeldFile[];
}

/**
 * Puts the files in place, takes away what is removed, and tells the copy of the index their status. Nothing is overwritten that
 * somebody has saved since the files were held; returns in words why it went no further. For who has the lock of the index.
 */
export function placeFiles({ workTree, top, copy, oidBytes, changes, held }: Placing): string | undefined {
  const placed = new Map<string, BigIntStats>();
  const heldOf = new Map(held.map(({ path, heldAt }) => [path, heldAt]));
  for (const change of changes) {
    const path = join(workTree, change.path);
    const heldAt = heldOf.get(change.path);
    // Nothing comes between this look and what is done here.
    if (heldAt !== undefined && !isHeldAt(path, heldAt)) {
      return `somebody has saved ${change.path} meanwhile`;
    }
    if (hasReplacedParent(workTree, change.path))
      return `somebody has replaced a folder of ${change.path} meanwhile`;
    if (change.new !== null) placed.set(change.path, lstatSync(join(top, change.path), { bigint: true }));
    if (change.new === null) {
      unlinkSync(path);
      removeEmptyParents(workTree, change.path);
    } else if (heldAt === undefined) {
      if (!addFile(join(top, change.path), path)) return `somebody has made ${change.path} meanwhile`;
    } else renameSync(join(top, change.path), path);
    faultPoint('landing:file-placed');
  }
  const status = [...placed].flatMap(([path, made]): [string, BigIntStats][] => {
    const now = lstatSync(join(workTree, path), { bigint: true, throwIfNoEntry: false });
    // What somebody has saved there since is not what the index has: git finds that out by itself.
    return now !== undefined && isSameMark(made, now) ? [[path, now]] : [];
  });
  const isTold = writeIndexStatus(copy, new Map(status), oidBytes);
  faultPoint('landing:copy-told');
  return isTold ? undefined : 'the merged index cannot be read';
}

/** True when a folder of the path is none any more: through a link, another one would be written to. */
function hasReplacedParent(workTree: string, path: string): boolean {
  return listParentFolders(path).some((folder) => {
    const status = readStatus(join(workTree, folder));
    return status !== undefined && !status.isDirectory();
  });
}

/** False when something is there by now. */
function addFile(from: string, to: string): boolean {
  try {
    mkdirSync(dirname(to), { recursive: true });
    linkSync(from, to);
    faultPoint('landing:file-added');
  } catch (error) {
    if (errorCode(error) === 'EEXIST' || errorCode(error) === 'ENOTDIR') return false;
    throw error;
  }
  unlinkSync(from);
  return true;
}
